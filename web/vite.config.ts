import { join } from "node:path";
import tailwindcss from "@tailwindcss/vite";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";
import { packed, stylesInPage } from "./packing.ts";

const API = process.env.DAFTARI_API ?? "http://127.0.0.1:8080";

export default defineConfig({
  plugins: [react(), tailwindcss(), stylesInPage(), packed()],
  resolve: { alias: { "@": join(import.meta.dirname, "src") } },
  // The styles are in the page, so no script may ask for them once more.
  build: { manifest: true, assetsInlineLimit: 0, cssCodeSplit: false },
  server: {
    port: 5173,
    proxy: { "/api": { target: API }, "/health": { target: API } },
  },
  preview: { proxy: { "/api": { target: API }, "/health": { target: API } } },
  test: {
    environment: "happy-dom",
    include: ["src/**/*.test.{ts,tsx}"],
    setupFiles: ["src/test/setup.ts"],
    restoreMocks: true,
    testTimeout: 60_000,
    maxWorkers: "100%",
    env: { TZ: "UTC" },
  },
});

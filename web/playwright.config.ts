import { defineConfig } from "@playwright/test";
import { CHROMIUM, FLAGS } from "./scripts/chromium.mjs";

/** What customers and finance do is walked at both widths. */
const WALKS = /(customer|portal|decisions|reconcile|staff)\.spec\.ts/;

export default defineConfig({
  testDir: "e2e",
  outputDir: "test-results",
  globalSetup: "./e2e/global-setup.ts",
  // One product with one database serves every test, and the machine may have two cores.
  workers: 1,
  fullyParallel: false,
  forbidOnly: Boolean(process.env.CI),
  // Some walks open every page, or wait for the first head; what each step may take is `expect`'s.
  timeout: 240_000,
  expect: { timeout: 20_000 },
  reporter: [["list"]],
  projects: [
    { name: "desktop", use: { viewport: { width: 1280, height: 800 } } },
    { name: "phone", use: { viewport: { width: 390, height: 844 } }, testMatch: WALKS },
  ],
  use: {
    browserName: "chromium",
    locale: "en-KE",
    timezoneId: "Africa/Nairobi",
    actionTimeout: 20_000,
    trace: "retain-on-failure",
    screenshot: "only-on-failure",
    launchOptions: {
      executablePath: CHROMIUM,
      // Pictures of letters keep to few colours.
      args: [...FLAGS, "--disable-lcd-text"],
    },
  },
});

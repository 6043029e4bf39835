// Holds the portal to its weight: the script that a customer's phone downloads before the first
// package card, gzipped. It fails the build, because what is only reported grows.
import { readFileSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { gzipSync } from "node:zlib";

const PORTAL_SCRIPT_BYTES_MAX = 120_000;

const dist = resolve(import.meta.dirname, "..", "dist");
const manifest = JSON.parse(readFileSync(join(dist, ".vite", "manifest.json"), "utf8"));
// Everything in dist is served; the manifest is for this script alone.
rmSync(join(dist, ".vite"), { recursive: true });

const seen = new Set();
function withStaticImports(key) {
  if (seen.has(key)) return;
  seen.add(key);
  for (const imported of manifest[key].imports ?? []) withStaticImports(imported);
}
withStaticImports("index.html");

const bytes = [...seen]
  .map((key) => gzipSync(readFileSync(join(dist, manifest[key].file)), { level: 9 }).length)
  .reduce((sum, length) => sum + length, 0);

const kilobytes = (count) => `${(count / 1000).toFixed(1)} kB`;
console.log(
  `Portal, first view: ${kilobytes(bytes)} of gzipped script (limit ${kilobytes(PORTAL_SCRIPT_BYTES_MAX)}).`,
);
if (bytes > PORTAL_SCRIPT_BYTES_MAX) {
  console.error("The portal's first view is too heavy: load what it does not need later.");
  process.exit(1);
}

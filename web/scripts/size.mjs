// Holds the web to its weight: the script that a phone downloads before the first package card, and
// the one that staff download before the dashboard's figures, gzipped. It fails the build, because
// what is only reported grows. It fails too if something of the design page is shipped.
import { readFileSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { gzipSync } from "node:zlib";

const FIRST_VIEWS = [
  { name: "Portal", entries: ["index.html"], bytesMax: 120_000 },
  {
    name: "Admin",
    entries: [
      "index.html",
      "src/routes/_admin/app.tsx",
      "src/routes/_admin/layout.tsx",
      "src/routes/_admin/dashboard.tsx",
    ],
    bytesMax: 250_000,
  },
];

const dist = resolve(import.meta.dirname, "..", "dist");
const manifest = JSON.parse(readFileSync(join(dist, ".vite", "manifest.json"), "utf8"));
// Everything in dist is served; the manifest is for this script alone.
rmSync(join(dist, ".vite"), { recursive: true });

function withStaticImports(key, seen) {
  if (seen.has(key)) return seen;
  seen.add(key);
  for (const imported of manifest[key].imports ?? []) withStaticImports(imported, seen);
  return seen;
}

const gzipped = (key) =>
  gzipSync(readFileSync(join(dist, manifest[key].file)), { level: 9 }).length;
const kilobytes = (count) => `${(count / 1000).toFixed(1)} kB`;

let failed = false;
for (const { name, entries, bytesMax } of FIRST_VIEWS) {
  const seen = new Set();
  for (const entry of entries) withStaticImports(entry, seen);
  const bytes = [...seen].reduce((sum, key) => sum + gzipped(key), 0);
  console.log(
    `${name}, first view: ${kilobytes(bytes)} of gzipped script (limit ${kilobytes(bytesMax)}).`,
  );
  if (bytes <= bytesMax) continue;
  console.error(`${name}'s first view is too heavy: load what it does not need later.`);
  failed = true;
}

const design = Object.keys(manifest).filter((key) => key.includes("_design"));
if (design.length > 0) {
  console.error(`The design page is shipped: ${design.join(", ")}.`);
  failed = true;
}
if (failed) process.exit(1);

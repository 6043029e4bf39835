// The system's own Chromium, for the end-to-end tests and the benchmark: nothing is downloaded.
export const CHROMIUM = process.env.CHROMIUM_BIN ?? "/usr/bin/chromium";

// It runs as root in containers too, and asks the outside nothing.
export const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

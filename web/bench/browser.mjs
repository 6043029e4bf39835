// What the scripts of this folder share: each takes an address, and prints what it saw as JSON.
import { chromium } from "@playwright/test";
import { CHROMIUM, FLAGS } from "../scripts/chromium.mjs";

/** @returns {string} the address that is measured */
export function addressGiven() {
  const address = process.argv[2];
  if (!address) throw new Error("Give the address to measure.");
  return address;
}

/** @param {string[]} more flags */
export function launch(...more) {
  return chromium.launch({ executablePath: CHROMIUM, args: [...FLAGS, ...more] });
}

/**
 * Signs in by the form if BENCH_USERNAME and BENCH_PASSWORD are given, and ends at that address.
 *
 * @param {import("@playwright/test").Page} page
 * @param {string} address
 */
export async function open(page, address) {
  const { BENCH_USERNAME, BENCH_PASSWORD } = process.env;
  await page.goto(address);
  if (!BENCH_USERNAME || !BENCH_PASSWORD) return;
  await page.getByLabel("Username or phone number").fill(BENCH_USERNAME);
  await page.getByLabel("Password").fill(BENCH_PASSWORD);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.waitForURL(address);
}

/** @param {unknown} seen */
export function report(seen) {
  console.log(JSON.stringify(seen));
}

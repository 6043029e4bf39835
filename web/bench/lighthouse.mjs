// How Lighthouse finds a page: on its mid-range phone on a slow network, as it simulates them.
import { createServer } from "node:net";
import lighthouse from "lighthouse";
import { addressGiven, launch, report } from "./browser.mjs";

const CATEGORIES = ["performance", "accessibility", "best-practices"];

const port = await freePort();
const browser = await launch(`--remote-debugging-port=${port}`);
const found = await lighthouse(addressGiven(), {
  port,
  onlyCategories: CATEGORIES,
  formFactor: "mobile",
  throttlingMethod: "simulate",
  logLevel: "error",
});
await browser.close();
if (!found) throw new Error("Lighthouse gave no result.");
const { categories, runtimeError } = found.lhr;
if (runtimeError) throw new Error(`Lighthouse failed: ${runtimeError.message}`);
const [performance, accessibility, best_practices] = CATEGORIES.map(
  (name) => (categories[name]?.score ?? Number.NaN) * 100,
);
report({ performance, accessibility, best_practices });

/** @returns {Promise<number>} */
function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address ? address.port : 0));
    });
  });
}

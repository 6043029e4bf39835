// How many bytes a page's first view takes, as they come over the network, headers and all: of
// script, and of everything, until all of it stands.
import { addressGiven, launch, open, report } from "./browser.mjs";

const address = addressGiven();
const browser = await launch();
// Whoever signs in has loaded some of it: the view that is measured is another's, who keeps nothing but
// the session.
const signedIn = await browser.newContext();
await open(await signedIn.newPage(), address);
const storageState = await signedIn.storageState();
await signedIn.close();

const context = await browser.newContext({ storageState });
const page = await context.newPage();
const network = await context.newCDPSession(page);
await network.send("Network.enable");
const scripts = new Set();
const seen = { script_bytes: 0, bytes: 0 };
network.on("Network.responseReceived", ({ requestId, type }) => {
  if (type === "Script") scripts.add(requestId);
});
network.on("Network.loadingFinished", ({ requestId, encodedDataLength }) => {
  seen.bytes += encodedDataLength;
  if (scripts.has(requestId)) seen.script_bytes += encodedDataLength;
});
await page.goto(address);
// Everything stands once nothing holds a place for what is still to come.
await page.getByRole("heading", { level: 1 }).waitFor();
await page.waitForFunction(() => document.querySelector(".animate-wait") === null);
await page.evaluate(() => document.fonts.ready);
await page.waitForLoadState("networkidle");
report(seen);
await browser.close();

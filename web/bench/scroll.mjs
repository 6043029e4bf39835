// When each frame was presented while pages of payments are scrolled down, up and down again, one
// after the other: from Chromium's own trace, whose compositor reports what became of every frame.
import { addressGiven, launch, open, report } from "./browser.mjs";

const PAGES = 8;
const ROWS = 25;
const PIXELS_A_SECOND = 800;
const BEGIN = "scroll begins";
const END = "scroll ends";

/**
 * @typedef {{ name: string, ph: string, ts: number, pid: number, id2?: { local?: string },
 *   args: { frame_reporter?: { state: string, frame_sequence: number } } }} TraceEvent
 */

const browser = await launch();
const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
await open(page, addressGiven());
const devtools = await page.context().newCDPSession(page);
await browser.startTracing(page, {
  categories: ["blink.user_timing", "disabled-by-default-devtools.timeline.frame"],
});
for (let number = 1; number <= PAGES; number++) {
  await page
    .locator("table[aria-busy=false] tbody tr")
    .nth(ROWS - 1)
    .waitFor();
  await scroll();
  const address = page.url();
  await page.getByRole("button", { name: "Older" }).click();
  await page.waitForURL((url) => url.href !== address);
}
/** @type {{ traceEvents: TraceEvent[] }} */
const { traceEvents } = JSON.parse((await browser.stopTracing()).toString());
await browser.close();

const presented = presentedMicros(traceEvents);
const ends = marks(END);
report(
  marks(BEGIN).map((begin, number) => {
    const end = ends[number] ?? begin;
    return {
      end_micros: end,
      presented_micros: presented.filter((at) => at >= begin && at <= end),
    };
  }),
);

/** As by a wheel, from end to end of the page. */
async function scroll() {
  const pixels = await page.evaluate((mark) => {
    performance.mark(mark);
    return document.documentElement.scrollHeight - window.innerHeight;
  }, BEGIN);
  for (const yDistance of [-pixels, pixels, -pixels]) {
    await devtools.send("Input.synthesizeScrollGesture", {
      x: 640,
      y: 400,
      yDistance,
      speed: PIXELS_A_SECOND,
      gestureSourceType: "mouse",
    });
  }
  await page.evaluate((mark) => performance.mark(mark), END);
}

/** @param {string} name */
function marks(name) {
  return traceEvents.filter((event) => event.name === name).map(({ ts }) => ts);
}

/**
 * A frame may be reported twice, for the compositor's part and the page's; it was seen once.
 *
 * @param {TraceEvent[]} events
 */
function presentedMicros(events) {
  /** @type {Map<string, string>} */
  const underWay = new Map();
  /** @type {Map<string, number>} */
  const frames = new Map();
  for (const { name, ph, ts, pid, id2, args } of events) {
    if (name !== "PipelineReporter") continue;
    const id = `${pid} ${id2?.local}`;
    const frame = args.frame_reporter;
    if (ph === "b" && frame?.state.startsWith("STATE_PRESENTED")) {
      underWay.set(id, `${pid} ${frame.frame_sequence}`);
    }
    const ended = ph === "e" ? underWay.get(id) : undefined;
    if (ended === undefined) continue;
    underWay.delete(id);
    frames.set(ended, Math.min(ts, frames.get(ended) ?? ts));
  }
  return [...frames.values()].sort((one, other) => one - other);
}

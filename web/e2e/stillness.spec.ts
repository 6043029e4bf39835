import { expect, type Page } from "@playwright/test";
import { signIn, test } from "./fixtures.ts";

/** What browsers call good: more, and what one is about to press moves away. */
const SHIFT_MAX = 0.1;
/** Long enough for every page to show what stands in for its answer. */
const ANSWER_DELAY_MS = 400;

/** Answers come late, as they do from afar, so that a page is first seen without them. */
async function answerLate(page: Page) {
  await page.route("**/api/**", async (route) => {
    await new Promise((resolve) => setTimeout(resolve, ANSWER_DELAY_MS));
    await route.continue();
  });
}

/** The sum of all movements that nobody's action caused, since the page began to load. */
const shiftOf = (page: Page) =>
  page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        let sum = 0;
        const observer = new PerformanceObserver((list) => {
          for (const entry of list.getEntries()) {
            const shift = entry as PerformanceEntry & { value: number; hadRecentInput: boolean };
            if (!shift.hadRecentInput) sum += shift.value;
          }
        });
        observer.observe({ type: "layout-shift", buffered: true });
        // Two frames later, what was kept for the observer has been delivered.
        requestAnimationFrame(() => requestAnimationFrame(() => resolve(sum)));
      }),
  );

for (const [name, viewport] of [
  ["phone", { width: 390, height: 844 }],
  ["desktop", { width: 1280, height: 800 }],
] as const) {
  test.describe(`on a ${name}`, () => {
    test.use({ viewport });

    test("pages stand still while their answers arrive", async ({ page }) => {
      await signIn(page, "/admin", "finance");
      await answerLate(page);
      for (const [path, shows] of [
        ["/admin", "Active now"],
        ["/admin/payments", "Completed"],
        ["/admin/customers", "Guest"],
        ["/admin/ledger", "In all"],
        ["/admin/audit", /^Signed over/],
        ["/", "1 hour"],
      ] as const) {
        await page.goto(path);
        const found = page.getByText(shows).filter({ visible: true });
        await expect(found.first()).toBeVisible();
        await expect(page.locator(".animate-wait")).toHaveCount(0);
        expect(await shiftOf(page), path).toBeLessThan(SHIFT_MAX);
      }
    });
  });
}

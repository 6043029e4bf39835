import { expect, type Page } from "@playwright/test";
import { signIn, test } from "./fixtures.ts";
import { STAFF_PAGES } from "./pages.ts";

const READS = /\/api\/(?!auth\/)/;
const WHY = "The read models are being mended.";
const REQUEST_ID = "3f1c9f0e-5b0e-4f6d-9a53-0b7c3d1e2f4a";
/** What a programmer's mistake looks like to those who read the page. */
const RAW = /undefined|NaN|\[object|TypeError|"detail"/;

/** Every question is refused, in the server's own way, until somebody clicks on the page. */
async function refuseUntilAClick(page: Page) {
  await page.addInitScript(() => {
    window.addEventListener("click", () => Object.assign(window, { isClicked: true }), true);
  });
  await page.route(READS, async (route) => {
    // A page that is being left has nothing to say.
    const isClicked = await page.evaluate("window.isClicked === true").catch(() => false);
    if (isClicked) return route.continue();
    return route.fulfill({
      status: 409,
      contentType: "application/problem+json",
      body: JSON.stringify({ code: "mended", detail: WHY, request_id: REQUEST_ID }),
    });
  });
}

/** Every list has nothing in it. */
async function emptyAll(page: Page) {
  await page.route(READS, async (route) => {
    const answer = await route.fetch();
    const body = await answer.json().catch(() => null);
    if (!Array.isArray(body?.items)) return route.fulfill({ response: answer });
    return route.fulfill({ response: answer, json: { ...body, items: [], next_cursor: null } });
  });
}

async function expectNothingAwaited(page: Page, what: string) {
  await expect(page.locator(".animate-wait"), what).toHaveCount(0);
  await expect(page.locator("body"), what).not.toContainText(RAW);
}

test("the staff's pages say what could not be loaded and why, and load it at a click", async ({
  page,
}) => {
  await signIn(page, "/admin");
  await refuseUntilAClick(page);
  const failed = page.getByRole("main").getByRole("alert");
  for (const { path } of STAFF_PAGES.filter(({ row, name }) => !row && name !== "exports")) {
    await page.goto(path);
    await expect(failed.first(), path).toContainText("could not be loaded.");
    await expect(failed.first(), path).toContainText(WHY);
    await expect(failed.first(), path).toContainText(REQUEST_ID);
    await expectNothingAwaited(page, path);
    const again = failed.getByRole("button", { name: "Try again" });
    await again.first().click();
    // What asks the same question is answered together, so that a button may go before its turn.
    await expect(async () => {
      const button = again.first();
      if (await button.isVisible()) await button.click({ timeout: 1_000 });
      await expect(failed).toHaveCount(0, { timeout: 1_000 });
    }, path).toPass({ timeout: 20_000 });
    await expectNothingAwaited(page, path);
  }
});

const LISTS = {
  payments: "/admin/payments",
  customers: "/admin/customers",
  refunds: "/admin/refunds",
  wallets: "/admin/wallets",
  subscriptions: "/admin/subscriptions",
  packages: "/admin/packages",
  users: "/admin/users",
  deliveries: "/admin/inbox",
  events: "/admin/audit",
  heads: "/admin/audit/heads",
};

test("lists with nothing in them say what will stand there", async ({ page }) => {
  await signIn(page, "/admin");
  await emptyAll(page);
  for (const [noun, path] of Object.entries(LISTS)) {
    await page.goto(path);
    await expect(page.getByText(new RegExp(`^No (signed )?${noun} yet$`)), path).toBeVisible();
    await expectNothingAwaited(page, path);
  }
});

const NOTHING_FITS = {
  payments: "/admin/payments?receipt=ZZZZZZZZZZ&status=FAILED",
  customers: "/admin/customers?q=nobody%20of%20this%20name",
  events: "/admin/audit?correlation_id=00000000-0000-4000-8000-000000000000",
};

test("filters that nothing fits say so, and are cleared at a click", async ({ page }) => {
  await signIn(page, "/admin");
  for (const [noun, path] of Object.entries(NOTHING_FITS)) {
    await page.goto(path);
    await expect(page.getByText(`No ${noun} match`), path).toBeVisible();
    await page.getByRole("button", { name: "Clear the filters" }).click();
    await expect(page.getByRole("row").nth(1), path).toBeVisible();
    await expect(page, path).toHaveURL((url) => url.search === "");
  }
});

test.describe("on a phone", () => {
  test.use({ viewport: { width: 390, height: 844 } });

  test("the portal says that it has no packages, or could not load them", async ({ page }) => {
    await refuseUntilAClick(page);
    await page.goto("/");
    const failed = page.getByRole("alert");
    await expect(failed).toContainText("The packages could not be loaded.");
    await expectNothingAwaited(page, "/");
    await failed.getByRole("button", { name: "Try again" }).click();
    await expect(page.getByRole("radio").first()).toBeAttached();

    await page.unroute(READS);
    await emptyAll(page);
    await page.goto("/");
    await expect(
      page.getByText("No package is on sale right now. Please ask at the counter."),
    ).toBeVisible();
    await expectNothingAwaited(page, "/");
  });
});

import { expect } from "@playwright/test";
import { buyFirstPackage, expectAccessible, PHONES, signIn, test } from "./fixtures.ts";

const FINANCE_PAGES = [
  "",
  "?as_of=2026-11-01T09:00Z&known_at=2026-11-01T09:00Z",
  "/payments",
  "/customers",
  "/customers?q=nobody",
  "/refunds",
  "/holds",
  "/wallets",
  "/subscriptions",
  "/packages",
  "/ledger",
  "/ledger/journal",
  "/exports?month=2026-10",
  "/reconciliation",
  "/inbox",
  "/audit",
  "/audit?event=1",
  "/audit/heads",
  "/audit/proofs",
  "/settings",
];
const ADMIN_PAGES = [...FINANCE_PAGES, "/users"];

test("the portal keeps nobody out", async ({ page }) => {
  await page.goto("/");
  await expect(page.getByRole("radio").first()).toBeAttached();
  await expectAccessible(page, "the packages");

  await buyFirstPackage(page, PHONES.wrongPin);
  await expect(page.getByRole("button", { name: "Try again" })).toBeVisible();
  await expectAccessible(page, "a payment that failed");

  await page.getByRole("link", { name: "I have paid" }).click();
  await page.getByLabel("M-Pesa message, or its receipt").fill("UKN9ZZZZZ9");
  await page.getByRole("button", { name: "Find my payment" }).click();
  await expect(
    page.getByRole("region", { name: "We have not seen this payment yet" }),
  ).toBeVisible();
  await expectAccessible(page, "a payment that was not seen");

  await page.goto("/history");
  await expect(page.getByRole("listitem").getByText("Not paid")).toBeVisible();
  await expectAccessible(page, "the history");

  await page.goto("/login");
  await expect(page.getByRole("heading", { name: "Sign in" })).toBeVisible();
  await expectAccessible(page, "sign-in");
});

test("the staff's pages keep nobody out", async ({ page }) => {
  await signIn(page);
  for (const path of ADMIN_PAGES) {
    await page.goto(`/admin${path}`);
    await expect(page.locator("h1")).toBeVisible();
    await page.waitForLoadState("networkidle");
    await expectAccessible(page, `/admin${path}`);
  }
  await page.goto("/admin/payments?status=COMPLETED");
  await page.getByRole("row").nth(1).getByRole("link").click();
  await expect(page.getByRole("list", { name: "Events" })).toBeVisible();
  await expect(page.getByText(/^(Holds|Not yet)$/)).toBeVisible();
  await expectAccessible(page, "one payment");

  await page.goto("/admin/customers?with_login=true");
  await page.getByRole("row").nth(1).getByRole("link").click();
  await expect(page.getByRole("heading", { name: "Lines" })).toBeVisible();
  await page.waitForLoadState("networkidle");
  await expectAccessible(page, "one customer");

  await page.keyboard.press("Control+k");
  await expect(page.getByRole("listbox")).toBeVisible();
  await expectAccessible(page, "the palette");
});

test("twice the text size breaks no page of the staff's", async ({ page }) => {
  await signIn(page);
  for (const path of ADMIN_PAGES) {
    await page.goto(`/admin${path}`);
    await expect(page.locator("h1")).toBeVisible();
    await page.addStyleTag({ content: "html { font-size: 200% }" });
    await page.waitForLoadState("networkidle");
    await expect
      .poll(() => page.evaluate(() => document.documentElement.scrollWidth), { message: path })
      .toBeLessThanOrEqual(1280);
  }
});

test("twice the text size breaks no page of the portal's", async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await buyFirstPackage(page, "0722000390");
  await expect(page.getByRole("heading", { name: /Connected until/ })).toBeVisible();
  for (const path of ["/", "/paid", "/history"]) {
    await page.goto(path);
    await expect(page.locator("h1")).toBeVisible();
    await page.addStyleTag({ content: "html { font-size: 200% }" });
    await page.waitForLoadState("networkidle");
    await expect
      .poll(() => page.evaluate(() => document.documentElement.scrollWidth), { message: path })
      .toBeLessThanOrEqual(390);
  }
});

test.describe("on a phone", () => {
  test.use({ viewport: { width: 360, height: 740 } });

  test("no page is wider than the screen", async ({ page }) => {
    const expectFit = (what: string) =>
      expect
        .poll(() => page.evaluate(() => document.documentElement.scrollWidth), { message: what })
        .toBeLessThanOrEqual(360);

    await page.goto("/");
    await expect(page.getByRole("radio").first()).toBeAttached();
    await expectFit("the packages");
    await buyFirstPackage(page, "0722000360");
    await expect(page.getByRole("heading", { name: /Connected until/ })).toBeVisible();
    await expectFit("a payment");
    await page.goto("/history");
    await expect(page.getByRole("listitem")).toHaveCount(1);
    await expectFit("the history");
    await page.goto("/paid");
    await expect(page.getByRole("button", { name: "Find my payment" })).toBeVisible();
    await expectFit("the look-up of a payment");
    await signIn(page, "/admin", "finance");
    for (const path of FINANCE_PAGES) {
      await page.goto(`/admin${path}`);
      await expect(page.locator("h1")).toBeVisible();
      await page.waitForLoadState("networkidle");
      await expectFit(`/admin${path}`);
    }
    await page.goto("/admin/payments?status=COMPLETED");
    await page.getByRole("row").nth(1).getByRole("link").click();
    await page.getByText("Payload").first().click();
    await expectFit("one payment");

    await page.goto("/admin/customers?with_login=true");
    await page.getByRole("row").nth(1).getByRole("link").click();
    await expect(page.getByRole("list", { name: "payments" })).toBeVisible();
    await expectFit("one customer");

    const drawers = [
      { what: "an event", path: "/audit?event=1", open: null },
      { what: "a signed head", path: "/audit/heads", open: /events$/ },
      { what: "a raw delivery", path: "/inbox", open: /STK callback/ },
    ];
    for (const { what, path, open } of drawers) {
      await page.goto(`/admin${path}`);
      if (open) await page.getByRole("row").getByRole("button", { name: open }).first().click();
      const body = page.getByRole("dialog").locator("> div");
      await expect(body.locator("pre")).toBeVisible();
      await expect
        .poll(() => body.evaluate((box) => box.scrollWidth - box.clientWidth), { message: what })
        .toBe(0);
    }
  });
});

test("buying needs no mouse", async ({ page }) => {
  await page.goto("/");
  await expect(page.getByRole("radio").first()).toBeAttached();
  await page.getByRole("radio").first().focus();
  await page.keyboard.press("ArrowDown");
  await expect(page.getByRole("radio").nth(1)).toBeChecked();
  await page.keyboard.press("Tab");
  await expect(page.getByLabel("M-Pesa phone number")).toBeFocused();
  await page.keyboard.type("0744556677");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { name: /Connected until/ })).toBeVisible();
});

import { join } from "node:path";
import { expect, type Page } from "@playwright/test";
import { HEAD_MS_MAX, signIn, test } from "./fixtures.ts";

const FOLDER = join(import.meta.dirname, "..", "..", "docs", "screenshots");

const SIZES = {
  phone: { width: 390, height: 844 },
  desktop: { width: 1280, height: 800 },
} as const;

/** Each page with what stands on it once it is whole. */
const STAFF_PAGES = [
  { name: "look-back", path: `/admin?as_of=${daysAgo(14)}`, shows: "Active then" },
  { name: "customers", path: "/admin/customers?with_login=true", shows: /^07/ },
  { name: "audit", path: "/admin/audit", shows: /^Signed over/ },
  { name: "heads", path: "/admin/audit/heads", shows: /events$/ },
  { name: "books", path: "/admin/ledger", shows: "In all" },
  { name: "journal", path: "/admin/ledger/journal", shows: "Sums to zero" },
  { name: "exports", path: "/admin/exports", shows: "Trial balance" },
  { name: "settings", path: "/admin/settings", shows: "Up to date" },
];

function daysAgo(days: number): string {
  return new Date(Date.now() - days * 86_400_000).toISOString();
}

/** Each picture of the walk has a payer of its own: one phone is asked once at a time. */
const PHONES = { phone: "0712 345 678", desktop: "0722 345 678" } as const;

// They are part of the documentation, so an ordinary run of the tests leaves them as they are.
test.skip(!process.env.SCREENSHOTS, "written only when SCREENSHOTS=1");

async function shoot(page: Page, name: string, size: string) {
  await page.mouse.move(0, 0);
  await page.evaluate(() => document.fonts.ready);
  await page.screenshot({ path: join(FOLDER, `${name}-${size}.png`), animations: "disabled" });
}

for (const size of ["phone", "desktop"] as const) {
  test.describe(size, () => {
    test.use({ viewport: SIZES[size] });

    test("portal", async ({ page }) => {
      await page.goto("/");
      await page.getByRole("radio").nth(1).check({ force: true });
      await page.getByLabel("M-Pesa phone number").fill(PHONES[size]);
      await shoot(page, "portal", size);

      await page.getByRole("button", { name: /^Pay KSh/ }).click();
      await expect(page.getByRole("heading", { name: "Check your phone" })).toBeVisible();
      await shoot(page, "pay", size);

      await expect(page.getByRole("heading", { name: /Connected until/ })).toBeVisible();
      await shoot(page, "connected", size);
    });

    test("admin", async ({ page }) => {
      await signIn(page);
      await expect(page.getByRole("table", { name: "Revenue by day" })).toBeAttached();
      await page.waitForLoadState("networkidle");
      await shoot(page, "dashboard", size);

      await page.goto("/admin/payments");
      await expect(page.getByRole("row").nth(5)).toBeVisible();
      await shoot(page, "payments", size);

      await page.goto("/admin/payments?status=COMPLETED");
      await page.getByRole("row").nth(1).getByRole("link").click();
      await expect(page.getByRole("list", { name: "Events" })).toContainText(
        "SubscriptionActivated",
      );
      await shoot(page, "payment", size);
    });

    for (const colorScheme of ["light", "dark"] as const) {
      test.describe(colorScheme, () => {
        test.use({ colorScheme });

        test("staff", async ({ page }) => {
          test.setTimeout(120_000 + HEAD_MS_MAX);
          const named = (name: string) => (colorScheme === "dark" ? `${name}-dark` : name);
          await signIn(page);
          for (const { name, path, shows } of STAFF_PAGES) {
            await page.goto(path);
            await expect(page.getByText(shows).first()).toBeVisible({ timeout: HEAD_MS_MAX });
            await page.waitForLoadState("networkidle");
            await shoot(page, named(name), size);
          }
          await page.goto("/admin/customers?with_login=true");
          await page.getByRole("row").nth(1).getByRole("link").click();
          await expect(page.getByRole("list", { name: "payments" })).toBeVisible();
          await page.waitForLoadState("networkidle");
          await shoot(page, named("customer"), size);

          await page.goto("/admin/payments?status=COMPLETED");
          // A head has long been signed over the oldest of the page.
          const receipt = await page.getByRole("row").last().locator("code").textContent();
          await page.goto(`/admin/audit/proofs?receipt=${receipt}`);
          await expect(page.getByText("Holds", { exact: true })).toBeVisible();
          await shoot(page, named("proof"), size);

          await page.goto("/admin");
          await expect(page.getByText("Active now")).toBeVisible();
          await page.keyboard.press("Control+k");
          await expect(page.getByRole("listbox")).toBeVisible();
          await shoot(page, named("find"), size);
        });
      });
    }
  });
}

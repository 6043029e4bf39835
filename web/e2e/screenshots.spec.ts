import { join } from "node:path";
import { expect, type Page } from "@playwright/test";
import { signIn, test } from "./fixtures.ts";

const FOLDER = join(import.meta.dirname, "..", "..", "docs", "screenshots");

const SIZES = {
  phone: { width: 390, height: 844 },
  desktop: { width: 1280, height: 800 },
} as const;

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
  });
}

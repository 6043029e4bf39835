import { join } from "node:path";
import { expect, type Page } from "@playwright/test";
import { buyFirstPackage, HEAD_MS_MAX, signIn, test } from "./fixtures.ts";
import { STAFF_PAGES } from "./pages.ts";
import { lets, orderTrouble } from "./safaricom.ts";
import { stage } from "./stage.ts";

const FOLDER = join(import.meta.dirname, "..", "..", "docs", "screenshots");

const SIZES = {
  phone: { width: 390, height: 844 },
  desktop: { width: 1280, height: 800 },
} as const;

// They are part of the documentation, so an ordinary run of the tests leaves them as they are.
test.skip(!process.env.SCREENSHOTS, "written only when SCREENSHOTS=1");

test.beforeAll(async ({ baseURL }) => {
  if (baseURL) await stage(baseURL);
});

for (const size of ["phone", "desktop"] as const) {
  for (const colorScheme of ["light", "dark"] as const) {
    test.describe(`${size}, ${colorScheme}`, () => {
      test.use({ viewport: SIZES[size], colorScheme });

      // Each has payers of its own: one phone is asked once at a time, and what it bought is known.
      const payers = `0712345${size === "phone" ? 6 : 7}${colorScheme === "light" ? 0 : 1}`;

      async function shoot(page: Page, name: string) {
        await page.mouse.move(0, 0);
        await page.evaluate(() => document.fonts.ready);
        const scheme = colorScheme === "dark" ? "-dark" : "";
        const path = join(FOLDER, `${name}${scheme}-${size}.png`);
        await page.screenshot({ path, animations: "disabled" });
      }

      test("portal", async ({ page }) => {
        const payer = `${payers}1`;
        // The prompt stays until it has its picture, however busy the machine is.
        await lets(payer, "slow-payer");
        await page.goto("/");
        await page.getByRole("radio").nth(1).check({ force: true });
        await page.getByLabel("M-Pesa phone number").fill(payer);
        await shoot(page, "portal");

        await page.getByRole("button", { name: /^Pay KSh/ }).click();
        await expect(page.getByRole("heading", { name: "Check your phone" })).toBeVisible();
        await shoot(page, "pay");
        await expect(page.getByRole("heading", { name: /Connected until/ })).toBeVisible({
          timeout: 60_000,
        });
        await shoot(page, "connected");

        await page.goto("/history");
        await expect(page.getByRole("listitem")).toHaveCount(1);
        await shoot(page, "my-payments");

        await page.goto("/paid");
        await expect(page.getByRole("button", { name: "Find my payment" })).toBeVisible();
        await shoot(page, "i-have-paid");

        await page.goto("/no/such/page");
        await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
        await shoot(page, "no-such-page");

        await page.goto("/login");
        await expect(page.getByRole("heading", { name: "Sign in" })).toBeVisible();
        await shoot(page, "sign-in");
      });

      test("portal, when the payment fails, and while nobody knows", async ({ page }) => {
        const refuses = `${payers}2`;
        await lets(refuses, "wrong-pin");
        await buyFirstPackage(page, refuses);
        await expect(page.getByRole("button", { name: "Try again" })).toBeVisible();
        await shoot(page, "failed");

        const slow = `${payers}3`;
        await lets(slow, "slow-payer");
        await orderTrouble({ trouble: "lost-answer", on: "stk-push" });
        await buyFirstPackage(page, slow);
        await expect(page.getByRole("heading", { name: "Still confirming" })).toBeVisible();
        await shoot(page, "confirming");
      });

      test("admin", async ({ page }) => {
        test.setTimeout(300_000);
        await signIn(page);
        for (const { name, path, row, shows } of STAFF_PAGES) {
          await page.goto(path);
          if (row) await page.getByRole("row").nth(row).locator("a, button").first().click();
          await expectWhole(page, shows);
          await shoot(page, name);
        }

        await page.goto("/admin/payments?status=COMPLETED");
        // A head has long been signed over the oldest of the page.
        const receipt = await page.getByRole("row").last().locator("code").textContent();
        await page.goto(`/admin/audit/proofs?receipt=${receipt}`);
        await expectWhole(page, "Holds");
        await shoot(page, "proof");

        await page.goto("/admin");
        await expectWhole(page, "Active now");
        await page.keyboard.press("Control+k");
        await expect(page.getByRole("listbox")).toBeVisible();
        await shoot(page, "find");
      });
    });
  }
}

/** What the page is for is there, and nothing of it is still awaited. */
async function expectWhole(page: Page, shows: string | RegExp) {
  const found = page.getByText(shows, typeof shows === "string" ? { exact: true } : {});
  await expect(found.filter({ visible: true }).first()).toBeVisible({ timeout: HEAD_MS_MAX });
  await expect(page.locator(".animate-wait")).toHaveCount(0);
}

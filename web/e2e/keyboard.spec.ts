import { expect, type Locator, type Page } from "@playwright/test";
import { signIn, test } from "./fixtures.ts";

/** More stops than any page has before what is looked for. */
const STOPS_MAX = 80;

/** Goes on by the tab key until something has the focus, which must be seen on the way. */
async function tabTo(page: Page, target: Locator) {
  for (let stops = 0; stops < STOPS_MAX; stops += 1) {
    await page.keyboard.press("Tab");
    const { outline, name } = await outlineOfFocus(page);
    expect(outline, `the outline of ${name}, which has the focus`).toBe("solid");
    if (await target.evaluate((element) => element === document.activeElement)) return;
  }
  throw new Error(`${target} is not reached within ${STOPS_MAX} stops.`);
}

const outlineOfFocus = (page: Page) =>
  page.evaluate(() => {
    const focused = document.activeElement ?? document.body;
    const name = focused.outerHTML.slice(0, 200);
    return { outline: getComputedStyle(focused).outlineStyle, name };
  });

const heading = (page: Page, name: string | RegExp) =>
  page.getByRole("heading", { level: 1, name });

test("the staff's pages are walked by keyboard alone", async ({ page }) => {
  await signIn(page, "/admin", "finance");
  await expect(page.getByText("Active now")).toBeVisible();

  await test.step("past the menu, to the content", async () => {
    await page.reload();
    await expect(page.getByText("Active now")).toBeVisible();
    await page.keyboard.press("Tab");
    await expect(page.getByRole("link", { name: "Skip to the content" })).toBeFocused();
    await page.keyboard.press("Enter");
    await expect(page.getByRole("main")).toBeFocused();
    await tabTo(page, page.getByRole("button", { name: "Look back" }));
  });

  await test.step("to a place by the menu, where its heading has the focus", async () => {
    const payments = page
      .getByRole("navigation", { name: "Main" })
      .getByRole("link", { name: "Payments" });
    await page.keyboard.press("Home");
    await payments.focus();
    await page.keyboard.press("Enter");
    await expect(heading(page, "Payments")).toBeFocused();
  });

  await test.step("into a row, and back to the same filter", async () => {
    await tabTo(page, page.getByLabel("Status"));
    await page.keyboard.type("Comp");
    await expect(page).toHaveURL(/status=COMPLETED/);
    await expect(page.getByRole("table", { name: "payments" })).toHaveAttribute(
      "aria-busy",
      "false",
    );
    await tabTo(page, page.getByRole("row").nth(1).getByRole("link"));
    await page.keyboard.press("Enter");
    await expect(heading(page, /^KSh/)).toBeFocused();
    await page.goBack();
    await expect(heading(page, "Payments")).toBeFocused();
    await expect(page.getByLabel("Status")).toHaveValue("COMPLETED");
  });

  await test.step("to the next page of a list, and back", async () => {
    // By its receipt: how long ago it was changes meanwhile.
    const receipt = page.getByRole("row").nth(1).locator("code");
    const first = (await receipt.textContent()) ?? "";
    await page.getByRole("button", { name: "Older" }).press("Enter");
    await expect(page).toHaveURL(/cursor=/);
    await expect(receipt).not.toHaveText(first);
    await page.goBack();
    await expect(page).not.toHaveURL(/cursor=/);
    await expect(receipt).toHaveText(first);
  });

  await test.step("through a dialog, which keeps the focus and gives it back", async () => {
    await page.goto("/admin/payments?status=COMPLETED");
    await page.getByRole("row").nth(1).getByRole("link").press("Enter");
    const back = page.getByRole("button", { name: "Give back" });
    await back.press("Enter");
    const dialog = page.getByRole("dialog");
    await expect(dialog.getByLabel("Why it goes back")).toBeFocused();
    for (let stops = 0; stops < 6; stops += 1) {
      await page.keyboard.press("Tab");
      expect(await dialog.evaluate((box) => box.contains(document.activeElement))).toBe(true);
    }
    await page.keyboard.press("Escape");
    await expect(dialog).toBeHidden();
    await expect(back).toBeFocused();
  });

  await test.step("through the palette, to another place", async () => {
    await page.keyboard.press("Control+k");
    await expect(page.getByRole("combobox")).toBeFocused();
    await page.keyboard.type("reconc");
    await expect(page.getByRole("option", { selected: true })).toContainText("Reconciliation");
    await page.keyboard.press("Enter");
    await expect(heading(page, "Reconciliation")).toBeFocused();
    await page.keyboard.press("Control+k");
    await expect(page.getByRole("combobox")).toBeFocused();
    await page.keyboard.press("Escape");
    await expect(page.getByRole("dialog")).toBeHidden();
    await expect(heading(page, "Reconciliation")).toBeFocused();
  });
});

test.describe("on a phone", () => {
  test.use({ viewport: { width: 390, height: 844 } });

  test("the menu opens, leads on and closes by keyboard", async ({ page }) => {
    await signIn(page, "/admin", "finance");
    const button = page.getByRole("button", { name: "Menu" });
    await button.press("Enter");
    const menu = page.getByRole("dialog");
    await expect(menu).toBeVisible();
    await page.keyboard.press("Escape");
    await expect(menu).toBeHidden();
    await expect(button).toBeFocused();
    await button.press("Enter");
    await menu.getByRole("link", { name: "Customers" }).press("Enter");
    await expect(menu).toBeHidden();
    await expect(heading(page, "Customers")).toBeFocused();
  });
});

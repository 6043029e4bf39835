import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { expect, type Page } from "@playwright/test";
import { BINARY, HEAD_MS_MAX, signIn, test } from "./fixtures.ts";

const checkProof = (file: string) => spawnSync(BINARY, ["check-proof", file]).status;

/** A receipt of the demonstration: a head has long been signed over it. */
async function oldReceipt(page: Page): Promise<string> {
  await page.goto("/admin/payments?status=COMPLETED");
  const receipt = page.getByRole("row").last().locator("code");
  await expect(receipt).toHaveText(/^[A-Z0-9]{6,20}$/);
  return (await receipt.textContent()) ?? "";
}

test("finance finds a payment by its receipt, reads its history, and takes its proof away", async ({
  page,
}, testInfo) => {
  await signIn(page, "/admin/payments", "finance");
  const receipt = await oldReceipt(page);

  await test.step("by typing alone", async () => {
    await page.keyboard.press("Control+k");
    await page.keyboard.type(receipt.toLowerCase());
    const found = { name: new RegExp(`KSh .*${receipt}`), selected: true };
    await expect(page.getByRole("option", found)).toBeVisible();
    await page.keyboard.press("Enter");
    await expect(page).toHaveURL(/\/admin\/payments\/[\w-]{36}$/);
  });
  const events = page.getByRole("list", { name: "Events" });
  await expect(events).toContainText("StkInitiated");
  await expect(events).toContainText("PaymentCompleted");

  await test.step("the proof holds in the browser, and at a terminal unless it is altered", async () => {
    await expect(page.getByText("Holds", { exact: true })).toBeVisible({ timeout: HEAD_MS_MAX });
    const download = page.waitForEvent("download");
    await page.getByRole("button", { name: "Save the proof" }).click();
    const file = await (await download).path();
    expect(checkProof(file)).toBe(0);
    const altered = testInfo.outputPath("altered.json");
    writeFileSync(altered, readFileSync(file, "utf8").replace('"sequence": ', '"sequence": 1'));
    expect(checkProof(altered)).toBe(1);
  });

  await test.step("printed, it is the payment alone, with exact times", async () => {
    await page.emulateMedia({ media: "print", colorScheme: "dark" });
    await expect(page.getByRole("navigation", { name: "Main" })).toBeHidden();
    await expect(page.getByRole("button", { name: "Print" })).toBeHidden();
    await expect(events.getByText(/EAT$/).first()).toBeVisible();
    const paper = await page.evaluate(() => getComputedStyle(document.documentElement));
    expect(paper.backgroundColor).toBe("rgb(255, 255, 255)");
    await page.emulateMedia({ media: "screen", colorScheme: "light" });
  });
});

test("finance looks back, follows an event to its cause, and exports a month", async ({ page }) => {
  await signIn(page, "/admin", "finance");
  const today = page.getByText("Today", { exact: true }).locator("..");
  await expect(today).toContainText("KSh");

  await test.step("to a day before, by keyboard, and the address keeps it", async () => {
    await page.getByRole("button", { name: "Look back" }).press("Enter");
    await page.getByRole("button", { name: "A day earlier" }).press("Enter");
    const words = page.getByText(/^As it was on .* in Nairobi, with all that is known now$/);
    await expect(words).toBeVisible();
    await expect(page).toHaveURL(/as_of=/);
    const said = (await words.textContent()) ?? "";
    await page.getByLabel("As far as").selectOption("was known then");
    await expect(page).toHaveURL(/known_at=/);
    await page.reload();
    await expect(page.getByText(said.replace("with all that is known now", ""))).toBeVisible();
    await expect(page.getByText("Active then")).toBeVisible();
    await page.getByRole("button", { name: "Back to now" }).press("Enter");
    await expect(page.getByText("Active now")).toBeVisible();
    await expect(page).toHaveURL(/\/admin\/?$/);
  });

  await test.step("from an activation to the payment that caused it", async () => {
    await page.goto("/admin/audit");
    await expect(page.getByText(/^Signed over/)).toBeVisible({ timeout: HEAD_MS_MAX });
    await page.getByLabel("Event").selectOption("SubscriptionActivated");
    await page
      .getByRole("link", { name: /Internet switched on/ })
      .first()
      .click();
    const drawer = page.getByRole("dialog");
    await drawer.getByRole("link", { name: /^event / }).click();
    await expect(drawer.getByRole("heading", { level: 3 })).toHaveText(/Payment completed|Paid/);
    await drawer.getByRole("link", { name: "Open its payment" }).click();
    await expect(page.getByRole("list", { name: "Events" })).toContainText("SubscriptionActivated");
  });

  await test.step("as of the end of the last month", async () => {
    await page.goto("/admin/exports");
    await page.getByLabel("As of").selectOption("the end of a month");
    await expect(
      page.getByText(/^Files show the books as of .* 23:59 in Nairobi\.$/),
    ).toBeVisible();
    const download = page.waitForEvent("download");
    await page.getByRole("button", { name: "Journal as hledger" }).click();
    expect((await download).suggestedFilename()).toBe("daftari.journal");
    await expect(page.getByText(/daftari.journal is saved, [\d.]+ [kM]B/)).toBeVisible();
  });
});

test("an admin sees how the parts stand, and tells a read model to try again", async ({ page }) => {
  await signIn(page, "/admin/settings");
  await expect(page.getByText("Well", { exact: true })).toHaveCount(3);
  const row = page.getByRole("row", { name: /^Payments/ });
  await expect(row).toContainText("Up to date");
  await row.getByRole("button", { name: "Retry payments" }).click();
  await expect(page.getByText("Payments tries again.")).toBeVisible();
  await expect(row).toContainText("Up to date");
});

test("an admin rebuilds a read model, leaves, and finds it done with the same figures", async ({
  page,
}) => {
  await signIn(page, "/admin");
  const today = page.getByText("Today", { exact: true }).locator("..");
  await expect(today).toContainText("KSh");
  const figures = await today.textContent();

  await page.goto("/admin/settings");
  const row = page.getByRole("row", { name: /^Dashboard/ });
  await row.getByRole("button", { name: "Rebuild dashboard" }).click();
  const dialog = page.getByRole("dialog", { name: "Rebuild dashboard?" });
  await expect(dialog).toContainText("You may leave this page");
  const asked = page.waitForResponse((answer) => answer.url().endsWith("/dashboard/rebuild/"));
  await dialog.getByRole("button", { name: "Rebuild" }).click();
  expect((await asked).status()).toBe(202);
  await page.goto("/admin/payments");
  await expect(page.getByRole("row").nth(1)).toBeVisible();

  await page.goto("/admin/settings");
  await expect(row).toContainText(/Rebuilt .* from [\d,]+ events in .*, by you\./);
  await expect(row).toContainText("Up to date");
  await page.goto("/admin");
  await expect(today).toHaveText(figures ?? "");
});

test("an agent keeps the columns and filters that they need", async ({ page }) => {
  await signIn(page, "/admin/payments?status=FAILED", "agent");
  await page.getByRole("button", { name: "Columns" }).click();
  await page.getByRole("menuitemcheckbox", { name: "Account" }).click();
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Views" }).click();
  await page.getByRole("menuitem", { name: "Save these filters" }).click();
  await page.getByRole("dialog").getByRole("textbox").fill("Failed");
  await page.keyboard.press("Enter");

  await page.goto("/admin/payments");
  await expect(page.getByRole("columnheader", { name: "Account" })).toBeVisible();
  await page.getByRole("button", { name: "Views" }).click();
  await page.getByRole("menuitem", { name: "Failed", exact: true }).click();
  await expect(page).toHaveURL(/\?status=FAILED$/);
  await expect(page.getByRole("row").nth(1)).toContainText("Failed");
  const download = page.waitForEvent("download");
  await page.getByRole("button", { name: "CSV" }).click();
  const csv = readFileSync(await (await download).path(), "utf8");
  expect(csv.split("\r\n")[0]).toContain("Account");
  expect(csv.split("\r\n")[1]).toContain("FAILED");
});

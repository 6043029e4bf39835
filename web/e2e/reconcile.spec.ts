import { expect } from "@playwright/test";
import { signIn, statementOf, test } from "./fixtures.ts";
import { international, newPayer, orderTrouble, payByHand } from "./safaricom.ts";
import { accountAtHome } from "./stage.ts";

const PAYMENT = /[^\n]*Pay Bill from[^\n]*\n/g;

test("finance drops a statement, takes in what is safe, and explains what is left", async ({
  page,
  baseURL,
}, { project }) => {
  // Safaricom has money of which we were never told.
  await orderTrouble({ trouble: "drop", on: "c2b-confirmation" });
  // Nor is it listed for us, which somebody's look may have brought forward.
  await orderTrouble({ trouble: "system-busy", on: "pull", times: 20 });
  const msisdn = international(newPayer());
  const account = await accountAtHome(baseURL ?? "");
  const lost = await payByHand({ msisdn, amount_shillings: 30, account });

  // An old payment is left out of the file, at each width another.
  await expect.poll(() => statementOf(-1, 1)).toContain(lost);
  const statement = await statementOf(-200, 1);
  const left = [...statement.matchAll(PAYMENT)].at(project.name === "phone" ? -3 : -2)?.[0] ?? "";
  expect(left).toContain("Pay Bill");
  const receipt = left.split(",")[0]?.replaceAll('"', "") ?? "";
  await signIn(page, "/admin/reconciliation", "finance");
  const buffer = Buffer.from(statement.replace(left, ""));
  await page
    .getByLabel("Statement file")
    .setInputFiles({ name: "statement.csv", mimeType: "text/csv", buffer });
  await expect(page.getByRole("heading", { name: /^Statement of/ })).toBeVisible();
  const differences = page.getByRole("table", { name: "Each difference" });
  await expect(differences.getByRole("row", { name: receipt })).toBeVisible();
  await expect(differences.getByRole("row", { name: lost })).toContainText(
    "Payment missing in the ledger",
  );

  const takeIn = page.getByRole("button", { name: "Take in what is safe" });
  await takeIn.click();
  await expect(takeIn).toBeHidden();
  await expect(differences.getByRole("row", { name: lost })).toHaveCount(0);
  await expect(differences.getByRole("row", { name: receipt })).toBeVisible();

  const open = page.getByRole("table", { name: "breaks" }).getByRole("row", { name: receipt });
  await open.getByRole("button", { name: "Explain" }).click();
  const dialog = page.getByRole("dialog", { name: "Explain this break" });
  await dialog.getByLabel("Why it is none").fill("The portal's file was cut short");
  await dialog.getByRole("button", { name: "Explain" }).click();
  await expect(dialog).toBeHidden();
  await expect(open).toContainText("Explained");
  await expect(open).toContainText("The portal's file was cut short");

  await page.goto("/admin/reconciliation");
  const still = page.getByRole("table", { name: "breaks" }).getByRole("row", { name: receipt });
  await expect(page.getByRole("heading", { name: "Open breaks" })).toBeVisible();
  await page.waitForLoadState("networkidle");
  await expect(still).toHaveCount(0);
});

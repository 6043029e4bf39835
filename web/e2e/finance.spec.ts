import { readFileSync } from "node:fs";
import { expect } from "@playwright/test";
import { buyFirstPackage, signIn, statementOf, test } from "./fixtures.ts";

test("finance drops a statement, takes in what is safe, and the books hold what Safaricom holds", async ({
  page,
}) => {
  await signIn(page, "/admin/reconciliation", "finance");
  // From before the demonstration begins until tomorrow.
  const buffer = Buffer.from(await statementOf(-200, 1));
  await page
    .getByLabel("Statement file")
    .setInputFiles({ name: "statement.csv", mimeType: "text/csv", buffer });
  await expect(page.getByRole("heading", { name: /^Statement of/ })).toBeVisible();
  await expect(
    page.getByRole("row", { name: /Payment missing in the ledger/ }).first(),
  ).toBeVisible();

  await page.getByRole("button", { name: "Take in what is safe" }).click();
  await expect(page.getByText("Agrees in every line")).toBeVisible();
  const closing = page.getByRole("row", { name: /Closing balance/ }).getByRole("cell");
  const [, held, booked] = await closing.allInnerTexts();
  expect(booked).toBe(held);
  await page.setViewportSize({ width: 390, height: 844 });
  await expect(page.getByText("Agrees in every line")).toBeVisible();
  await expect(closing.first()).toBeVisible();
  await page.setViewportSize({ width: 1280, height: 800 });

  await page.getByRole("link", { name: "Books" }).click();
  const balance = page.getByRole("table", { name: "Trial balance" });
  await expect(balance.getByRole("row", { name: /M-Pesa charges/ })).toBeVisible();
  await expect(balance.getByRole("row", { name: /In transit to bank/ })).toBeVisible();
  await page.getByRole("main").getByRole("link", { name: "Exports" }).click();
  const download = page.waitForEvent("download");
  await page.getByRole("button", { name: "Trial balance as csv" }).click();
  expect((await download).suggestedFilename()).toBe("trial-balance.csv");
  await expect(page.getByText(/trial-balance.csv is saved/)).toBeVisible();
});

test("a customer saves the receipt of a payment", async ({ page }) => {
  await buyFirstPackage(page, "0733222111");
  await expect(page.getByRole("heading", { name: /Connected until/ })).toBeVisible();
  const download = page.waitForEvent("download");
  await page.getByRole("button", { name: "Save the receipt (PDF)" }).click();
  const file = await download;
  expect(file.suggestedFilename()).toMatch(/^receipt-[A-Z0-9]{10}\.pdf$/);
  const bytes = readFileSync(await file.path());
  expect(bytes.subarray(0, 5).toString()).toBe("%PDF-");
});

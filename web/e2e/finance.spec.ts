import { readFileSync } from "node:fs";
import { expect } from "@playwright/test";
import { buyFirstPackage, signIn, simulatorUrl, test } from "./fixtures.ts";

/** What Safaricom's portal would export, from before the demonstration begins until tomorrow. */
async function statement(): Promise<Buffer> {
  const day = (inDays: number) =>
    new Date(Date.now() + inDays * 86_400_000).toISOString().slice(0, 10);
  const query = new URLSearchParams({ layout: "classic", from: day(-200), to: day(1) });
  const answer = await fetch(`${simulatorUrl()}/sim/statement?${query}`);
  expect(answer.ok).toBe(true);
  return Buffer.from(await answer.arrayBuffer());
}

test("finance drops a statement, takes in what is safe, and the books hold what Safaricom holds", async ({
  page,
}) => {
  await signIn(page, "/admin/reconciliation", "finance");
  await page
    .getByLabel("Statement file")
    .setInputFiles({ name: "statement.csv", mimeType: "text/csv", buffer: await statement() });
  await expect(page.getByRole("heading", { name: /^Statement of/ })).toBeVisible();
  await expect(
    page.getByRole("row", { name: /Payment missing in the ledger/ }).first(),
  ).toBeVisible();

  await page.getByRole("button", { name: "Take in what is safe" }).click();
  await expect(page.getByText("Agrees in every line")).toBeVisible();
  const closing = page.getByRole("row", { name: /Closing balance/ }).getByRole("cell");
  const [, held, booked] = await closing.allInnerTexts();
  expect(booked).toBe(held);

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

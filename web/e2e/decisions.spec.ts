import { expect } from "@playwright/test";
import { buyFirstPackage, signIn, test } from "./fixtures.ts";
import { international, newPayer, payByHand } from "./safaricom.ts";
import { accountAtHome } from "./stage.ts";

const RECEIPT = /^[A-Z0-9]{10}$/;

test("finance gives a payment back, and it ends as returned with what it bought", async ({
  page,
}) => {
  await buyFirstPackage(page, newPayer());
  await expect(page.getByRole("heading", { name: /^Connected until/ })).toBeVisible();
  const paymentId = new URL(page.url()).pathname.split("/").at(-1);

  const why = `The line was down ${Date.now()}`;
  await signIn(page, `/admin/payments/${paymentId}`, "finance");
  // What is told of the events may be there before it.
  const codes = page.getByRole("main").locator("code");
  const receipt = await codes.filter({ hasText: RECEIPT }).first().textContent();
  await page.getByRole("button", { name: "Give back" }).click();
  const dialog = page.getByRole("dialog", { name: /^Give KSh .* back\?$/ });
  await expect(dialog.getByRole("button", { name: "Give back" })).toBeDisabled();
  await dialog.getByLabel("Why it goes back").fill(why);
  await dialog.getByRole("button", { name: "Give back" }).click();
  await expect(page.getByText(/^Safaricom is asked to give KSh .* back\.$/)).toBeVisible();
  await expect(dialog).toBeHidden();

  await test.step("until the result of Safaricom is there, without a reload", async () => {
    await expect(page.getByText("Reversed", { exact: true }).first()).toBeVisible();
    await expect(page.getByRole("button", { name: "Give back" })).toBeHidden();
    await page.goto("/admin/refunds?stage=COMPLETED");
    const row = page.getByRole("row", { name: new RegExp(`Reversal of.*${receipt}`) });
    await expect(async () => {
      await page.reload();
      await expect(row).toBeVisible({ timeout: 5_000 });
    }).toPass();
  });

  await page.goto(`/pay/${paymentId}`);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("This payment was returned");
});

test("finance finds whose money came to the till, and it renews their line", async ({
  page,
  baseURL,
}) => {
  const account = await accountAtHome(baseURL ?? "");
  const paid = { msisdn: international(newPayer()), amount_shillings: 2_500, till: "174379" };
  const receipt = await payByHand(paid);
  const suspense = `/admin/payments?status=UNALLOCATED&receipt=${receipt}`;
  await signIn(page, suspense, "finance");
  const row = page.getByRole("row").nth(1);
  await expect(async () => {
    await page.reload();
    await expect(row).toBeVisible({ timeout: 5_000 });
  }).toPass();
  await row.getByRole("link").first().click();
  await expect(page.getByText("Paid, and nobody knows whom it is for")).toBeVisible();

  await page.getByRole("button", { name: "Allocate" }).click();
  const dialog = page.getByRole("dialog", { name: "Whose money is it?" });
  const allocate = dialog.getByRole("button", { name: "Allocate" });
  await dialog.getByLabel("How that is known").fill("They sent the receipt by message");
  await expect(allocate).toBeDisabled();
  await dialog.getByLabel("Account number").fill("no such account");
  await allocate.click();
  await expect(dialog.getByRole("alert")).toBeVisible();
  await dialog.getByLabel("Account number").fill(account);
  await allocate.click();
  await expect(dialog).toBeHidden();
  await expect(page.getByText("Completed", { exact: true }).first()).toBeVisible();
  const events = page.getByRole("list", { name: "Events" });
  await expect(events).toContainText("PaymentAllocated");
  await expect(events).toContainText("WalletCredited");
  await page.goto(suspense);
  await expect(page.getByText("No payments match")).toBeVisible();
});

test("finance sees what stands in a month's way, and closes it once", async ({ page }) => {
  await signIn(page, "/admin/ledger", "finance");
  const next = page.getByRole("heading", { name: /^\d{4}-\d\d is open$/ });
  const month = ((await next.textContent()) ?? "").slice(0, 7);
  const gates = page.getByRole("list").filter({ hasText: "the books are closed up to" });
  await expect(gates.getByRole("listitem")).toHaveText([
    /the books are closed up to/,
    /KSh .* in suspense/,
    /open breaks/,
    /head/,
  ]);
  await page.getByRole("button", { name: "Close the month" }).click();
  const dialog = page.getByRole("dialog", { name: `Close ${month}?` });
  await expect(dialog).toContainText("It is never opened again.");
  const why = dialog.getByLabel("Why it is closed with something open");
  if (await why.isVisible()) await why.fill("Carried on into the next month");
  await dialog.getByRole("button", { name: "Close the month" }).click();
  await expect(dialog).toBeHidden();

  const closed = page.getByText(`${month} closed`, { exact: true });
  const stillOpen = page.getByRole("heading", { name: `${month} is open` });
  for (const again of [false, true]) {
    if (again) await page.reload();
    await expect(closed).toBeVisible();
    await expect(next).toBeVisible();
    await expect(stillOpen).toHaveCount(0);
  }
});

import { expect, type Page } from "@playwright/test";
import { buyFirstPackage, chooseFirstPackage, test } from "./fixtures.ts";
import { lets, newPayer, orderTrouble, pushesTo, typePin } from "./safaricom.ts";

const title = (page: Page) => page.getByRole("heading", { level: 1 });
const connected = (page: Page) => page.getByRole("heading", { name: /^Connected until/ });

/** Collects every heading that the page shows from now on. */
async function watchTitles(page: Page): Promise<() => Promise<string[]>> {
  await page.addInitScript(() => {
    const seen: string[] = [];
    Object.assign(window, { seenTitles: seen });
    new MutationObserver(() => {
      const text = document.querySelector("h1")?.textContent ?? "";
      if (text !== "" && seen.at(-1) !== text) seen.push(text);
    }).observe(document, { childList: true, characterData: true, subtree: true });
  });
  const seen = () =>
    page.evaluate(() => (window as unknown as { seenTitles: string[] }).seenTitles);
  return async () => (await seen()).map((text) => text.trim());
}

/** What a page may say on the way to a connection, and none of it that a payment failed. */
const ON_THE_WAY = ["Get online", "Sending the request", "Check your phone", "Payment received"];

test("a prompt that is cancelled costs nothing, and is sent again at a tap", async ({ page }) => {
  const payer = newPayer();
  await lets(payer, "cancelled");
  await buyFirstPackage(page, payer);
  await expect(title(page)).toHaveText("The payment was cancelled");
  await expect(page.getByText("so nothing was taken")).toBeVisible();

  await lets(payer, "success");
  await page.getByRole("button", { name: "Try again" }).click();
  await expect(connected(page)).toBeVisible();
  expect(await pushesTo(payer)).toHaveLength(2);
});

test("who answers the prompt late is waited for, and never told that it failed", async ({
  page,
}) => {
  const payer = newPayer();
  await lets(payer, "by-hand");
  const titles = await watchTitles(page);
  await page.clock.install();
  await buyFirstPackage(page, payer);
  await expect(title(page)).toHaveText("Check your phone");
  await expect(page.getByText("No prompt yet?")).toBeHidden();
  await page.clock.fastForward("00:30");
  await expect(page.getByText("No prompt yet?")).toBeVisible();
  await expect(title(page)).toHaveText("Check your phone");

  await typePin(payer);
  await expect(connected(page)).toBeVisible();
  const others = (await titles()).filter((text) => !ON_THE_WAY.includes(text));
  expect(others).toEqual([expect.stringMatching(/^Connected until/)]);
});

test("a callback that is lost is asked for, and the customer is connected", async ({ page }) => {
  const payer = newPayer();
  // Neither is the pay bill told of it, so only a question finds it out.
  await lets(payer, "lost-callback");
  await orderTrouble({ trouble: "drop", on: "c2b-confirmation" });
  const titles = await watchTitles(page);
  await buyFirstPackage(page, payer);
  await expect(connected(page)).toBeVisible();
  const others = (await titles()).filter((text) => !ON_THE_WAY.includes(text));
  expect(others).toEqual([expect.stringMatching(/^Connected until/)]);
  const pushes = await pushesTo(payer);
  expect(pushes.map(({ result_code, deliveries }) => [result_code, deliveries])).toEqual([
    ["0", []],
  ]);
});

test("while nobody knows, the page says that it is still confirming", async ({ page }) => {
  const payer = newPayer();
  // Safaricom takes the prompt and its answer is lost; nothing is told until the phone is answered.
  await lets(payer, "by-hand");
  await orderTrouble({ trouble: "lost-answer", on: "stk-push" });
  await buyFirstPackage(page, payer);
  await expect(title(page)).toHaveText("Still confirming");
  await expect(page.getByText("do not pay again")).toBeVisible();
  await expect(page.getByRole("button", { name: "Try again" })).toBeHidden();

  await typePin(payer);
  await expect(connected(page)).toBeVisible();
  expect(await pushesTo(payer)).toHaveLength(1);
});

test("a reload in the middle finds the payment where it was", async ({ page }) => {
  const payer = newPayer();
  await lets(payer, "by-hand");
  await buyFirstPackage(page, payer);
  await expect(title(page)).toHaveText("Check your phone");
  const address = page.url();
  await page.reload();
  await expect(title(page)).toHaveText("Check your phone");
  expect(page.url()).toBe(address);

  await typePin(payer);
  await expect(connected(page)).toBeVisible();
  expect(await pushesTo(payer)).toHaveLength(1);
});

test("a double tap on Pay pays once", async ({ page }) => {
  const payer = newPayer();
  await page.goto("/");
  await chooseFirstPackage(page, payer);
  await page.getByRole("button", { name: /^Pay KSh/ }).dblclick();
  await expect(connected(page)).toBeVisible();
  expect(await pushesTo(payer)).toHaveLength(1);
});

test("who is connected adds time, and the end moves", async ({ page }) => {
  const payer = newPayer();
  await buyFirstPackage(page, payer);
  await expect(connected(page)).toBeVisible();
  const first = (await connected(page).textContent()) ?? "";

  await page.getByRole("link", { name: "Buy more time" }).click();
  await expect(title(page)).toHaveText("Add time");
  // Safaricom takes no second payment of the same amount so soon.
  await page.getByRole("radio").nth(1).check({ force: true });
  await page.getByRole("button", { name: /^Pay KSh/ }).click();
  await expect(page).toHaveURL(/\/pay\//);
  await expect(connected(page)).toBeVisible();
  await expect(connected(page)).not.toHaveText(first);
  const second = (await connected(page).textContent()) ?? "";

  await page.goto("/");
  await expect(page.getByText(/Connected until/).locator("..")).toContainText(
    second.replace("Connected until", "").trim(),
  );
  expect(await pushesTo(payer)).toHaveLength(2);
});

test("the whole walk can be made in Swahili", async ({ page }) => {
  const payer = newPayer();
  await lets(payer, "by-hand");
  await page.goto("/");
  await page.getByRole("button", { name: /Kiswahili/ }).click();
  await expect(title(page)).toHaveText("Ingia mtandaoni");
  await expect(page.locator("html")).toHaveAttribute("lang", "sw");
  await page.getByRole("button", { name: "Chagua kifurushi" }).click();
  await expect(page.getByText("Andika nambari ya simu ya Kenya")).toBeVisible();
  await page.getByLabel("Nambari ya simu ya M-Pesa").fill(payer);
  await page.getByRole("button", { name: "Chagua kifurushi" }).click();
  await expect(page.getByRole("alert")).toHaveText("Chagua kifurushi kwanza.");
  await page.getByRole("radio").first().check({ force: true });
  await page.getByRole("button", { name: /^Lipa KSh/ }).click();
  await expect(title(page)).toHaveText("Angalia simu yako");
  await expect(page.getByText("Weka PIN yako ya M-Pesa kwenye")).toBeVisible();
  await page.reload();
  await expect(title(page)).toHaveText("Angalia simu yako");

  await typePin(payer);
  await expect(title(page)).toHaveText(/^Umeunganishwa hadi .*\d\d:\d\d/);
  await expect(page.getByText("Risiti ya M-Pesa")).toBeVisible();
  await page.getByRole("link", { name: "Nunua muda zaidi" }).click();
  await expect(title(page)).toHaveText("Ongeza muda");
  await expect(page.getByText(/Umeunganishwa hadi/)).toBeVisible();
});

import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { expect, type Page, test } from "@playwright/test";
import { expectAccessible } from "./fixtures.ts";

const BINARY =
  process.env.DAFTARI_BIN ?? join(import.meta.dirname, "..", "..", "target", "debug", "daftari");
const PAYER = "254712345678";
const TIMESTAMP = "20260601120000";

let simulator: ChildProcess;
let url: string;

// The simulator is a product of its own: its pages are tried without the rest of Daftari.
test.beforeAll(async () => {
  simulator = spawn(BINARY, ["sim", "--port", "0"], { stdio: ["ignore", "pipe", "ignore"] });
  const output = simulator.stdout;
  if (!output) throw new Error("The simulator has no standard output.");
  for await (const line of createInterface({ input: output })) {
    const announced = /http:\/\/[0-9.]+:[0-9]+/.exec(line);
    if (announced) {
      url = announced[0];
      break;
    }
  }
  if (!url) throw new Error(`The simulator did not say where it is: is ${BINARY} built?`);
});

test.afterAll(() => {
  simulator.kill("SIGINT");
});

async function push(shillings: number): Promise<string> {
  const base64 = (text: string) => Buffer.from(text).toString("base64");
  const granted = await fetch(`${url}/oauth/v1/generate?grant_type=client_credentials`, {
    headers: { authorization: `Basic ${base64("demo:demo")}` },
  });
  const { access_token: token } = await granted.json();
  const pushed = await fetch(`${url}/mpesa/stkpush/v1/processrequest`, {
    method: "POST",
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
    body: JSON.stringify({
      BusinessShortCode: "174379",
      Password: base64(`174379demo${TIMESTAMP}`),
      Timestamp: TIMESTAMP,
      TransactionType: "CustomerPayBillOnline",
      Amount: shillings,
      PartyA: PAYER,
      PartyB: "174379",
      PhoneNumber: PAYER,
      CallBackURL: "http://127.0.0.1:9/",
      AccountReference: "A1",
      TransactionDesc: "WiFi",
    }),
  });
  return (await pushed.json()).CheckoutRequestID;
}

async function resultOf(checkoutRequestId: string): Promise<string | null> {
  const { items } = await (await fetch(`${url}/sim/transactions`)).json();
  const found = items.find(
    (item: { checkout_request_id: string }) => item.checkout_request_id === checkoutRequestId,
  );
  return found.result_code;
}

async function pickUp(page: Page) {
  await page.goto(`${url}/phone`);
  await page.getByRole("button", { name: "Pick up" }).click();
  await expect(page.getByRole("button", { name: "Put down" })).toBeEnabled();
}

test("a person answers prompts and pays by hand", async ({ page }) => {
  await pickUp(page);
  const prompt = page.getByRole("dialog");
  for (const [shillings, pin, result] of [
    [50, "1234", "0"],
    [60, "9999", "2001"],
    [70, null, "1032"],
  ] as const) {
    const id = await push(shillings);
    await expect(prompt).toContainText("to DEMO WIFI Account no. A1?");
    if (pin) {
      await prompt.getByLabel("PIN").fill(pin);
      await prompt.getByRole("button", { name: "Send" }).click();
    } else {
      await prompt.getByRole("button", { name: "Cancel" }).click();
    }
    await expect(prompt).toBeHidden();
    await expect.poll(() => resultOf(id)).toBe(result);
  }

  const payment = page.locator("form").filter({ hasText: "Lipa na M-Pesa" });
  await payment.getByLabel("Account number").fill("HOME-12");
  await payment.getByLabel("Amount, KSh").fill("75");
  await payment.getByLabel("PIN").fill("1234");
  await payment.getByRole("button", { name: "Pay" }).click();
  await expect(page.getByText("Ksh75.00 sent to DEMO WIFI for account HOME-12.")).toBeVisible();
});

test("trouble is ordered at a click", async ({ page }) => {
  await page.goto(url);
  await page.getByRole("button", { name: "Refuse the next push" }).click();
  await expect(page.getByRole("status")).toHaveText("Ordered: Refuse the next push.");
  await page.getByRole("button", { name: "Call it all off" }).click();
  await expect(page.getByRole("status")).toHaveText("Nothing is ordered any more.");
});

test("the simulator's pages keep nobody out", async ({ page }) => {
  await page.goto(url);
  await expectAccessible(page, "the overview");
  await pickUp(page);
  await push(40);
  await expect(page.getByRole("dialog")).toBeVisible();
  await expectAccessible(page, "the phone with a prompt");
  await page.getByRole("dialog").getByRole("button", { name: "Cancel" }).click();
  await expect(page.getByRole("dialog")).toBeHidden();
});

test.describe("on a phone", () => {
  test.use({ viewport: { width: 360, height: 740 } });

  test("no page of the simulator is wider than the screen", async ({ page }) => {
    for (const path of ["/", "/phone"]) {
      await page.goto(`${url}${path}`);
      const width = await page.evaluate(() => document.documentElement.scrollWidth);
      expect(width, path).toBeLessThanOrEqual(360);
    }
  });
});

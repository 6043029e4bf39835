import { expect } from "@playwright/test";
import { buyFirstPackage, loseAnswer, PHONES, signIn, test } from "./fixtures.ts";
import { lets, newPayer, pushesTo, typePin } from "./safaricom.ts";

test("a guest buys the first package and is connected until a time in Nairobi", async ({
  page,
}) => {
  const name = await buyFirstPackage(page, PHONES.pays);
  await expect(page).toHaveURL(/\/pay\/[\w-]+$/);
  const connected = page.getByRole("heading", { name: /Connected until .*\d\d:\d\d/ });
  await expect(connected).toBeVisible();
  const until = (await connected.textContent()) ?? "";
  await expect(page.getByText(name, { exact: true })).toBeVisible();
  await expect(page.getByText("M-Pesa receipt")).toBeVisible();

  await test.step("a reload tells the same", async () => {
    await page.reload();
    await expect(connected).toHaveText(until);
  });

  await test.step("the device is recognised on the first page", async () => {
    await page.goto("/");
    await expect(page.getByText(/Connected until/)).toBeVisible();
    await expect(page.getByRole("heading", { name: "Add time" })).toBeVisible();
    await expect(page.getByLabel("M-Pesa phone number")).toHaveValue("0712 345 678");
  });
});

test("a wrong PIN is told in its own sentence, with the next step", async ({ page }) => {
  await buyFirstPackage(page, PHONES.wrongPin);
  await expect(page.getByRole("heading", { name: "The PIN was not right" })).toBeVisible();
  await expect(page.getByText("nothing was taken", { exact: false })).toBeVisible();
  await expect(page.getByRole("button", { name: "Try again" })).toBeEnabled();

  await test.step("in Swahili after one tap", async () => {
    await page.getByRole("button", { name: /Kiswahili/ }).click();
    await expect(page.getByRole("heading", { name: "PIN haikuwa sahihi" })).toBeVisible();
    await expect(page.getByRole("button", { name: "Jaribu tena" })).toBeVisible();
  });
});

test("a lost answer to the payment is asked for again, and the phone is charged once", async ({
  page,
}) => {
  const phone = newPayer();
  const lost = await loseAnswer(page, "**/api/payments/initiate/");
  await buyFirstPackage(page, phone);
  await expect(page.getByRole("heading", { name: /Connected until/ })).toBeVisible();
  expect(lost()).toBe(1);

  await signIn(page, `/admin/payments?phone=${phone}`, "finance");
  const shown = phone.replace(/^(\d{4})(\d{3})(\d{3})$/, "$1 $2 $3");
  await expect(page.getByRole("cell", { name: shown })).toHaveCount(1);
});

test("a payment goes on while the network is away, and the page catches up", async ({
  page,
  context,
}) => {
  const payer = newPayer();
  await lets(payer, "by-hand");
  await page.route("**/api/payments/*/stream/", (route) => route.abort());
  await buyFirstPackage(page, payer);
  await expect(page.getByRole("heading", { name: "Check your phone" })).toBeVisible();
  await context.setOffline(true);
  await expect(page.getByText("No connection. We keep trying")).toBeVisible();
  await typePin(payer);
  await expect.poll(async () => (await pushesTo(payer))[0]?.deliveries).toHaveLength(1);
  await context.setOffline(false);
  await expect(page.getByRole("heading", { name: /Connected until/ })).toBeVisible();
});

test("who has paid is reconnected on another device, and not charged", async ({
  page,
  browser,
  baseURL,
}) => {
  const phone = "0711223344";
  await buyFirstPackage(page, phone);
  await expect(page.getByRole("heading", { name: /Connected until/ })).toBeVisible();
  const receipt = (await page.getByText(/^[A-Z\d]{10}$/).textContent()) ?? "";
  const message = `${receipt} Imethibitishwa. Umelipa Ksh20.00 kwa DEMO WIFI.`;

  const elsewhere = await browser.newContext({ ...(baseURL && { baseURL }) });
  const other = await elsewhere.newPage();
  const charges: string[] = [];
  other.on("request", (request) => {
    if (request.url().includes("/initiate/")) charges.push(request.url());
  });
  await other.goto("/");
  await expect(other.getByText(/Connected until/)).toHaveCount(0);
  await other.getByRole("link", { name: "I have paid" }).click();
  await other.getByLabel("M-Pesa message, or its receipt").fill(message);
  await expect(other.getByText(`Receipt: ${receipt}`)).toBeVisible();

  await test.step("another number is told nothing", async () => {
    await other.getByLabel("Phone that paid").fill("0711223345");
    await other.getByRole("button", { name: "Find my payment" }).click();
    await expect(
      other.getByRole("heading", { name: "We have not seen this payment yet" }),
    ).toBeVisible();
    await expect(other.getByText(/Paybill 174379/)).toBeVisible();
  });

  await test.step("the number that paid is connected", async () => {
    await other.getByLabel("Phone that paid").fill(phone);
    await other.getByRole("button", { name: "Find my payment" }).click();
    await expect(other.getByRole("heading", { name: /Connected until/ })).toBeVisible();
    await expect(other).toHaveURL(/\/pay\/[\w-]+$/);
  });

  await test.step("the first page knows the device", async () => {
    await other.goto("/");
    await expect(other.getByText(/Connected until/)).toBeVisible();
  });

  await test.step("the history has the payment, with its receipt", async () => {
    await other.getByRole("link", { name: "My payments" }).click();
    const row = other.getByRole("listitem").filter({ hasText: receipt });
    await expect(row.getByText("Connected")).toBeVisible();
    const download = other.waitForEvent("download");
    await row.getByRole("button", { name: /Save the receipt/ }).click();
    expect((await download).suggestedFilename()).toBe(`receipt-${receipt}.pdf`);
    await row.getByRole("link").click();
    await expect(other.getByRole("heading", { name: /Connected until/ })).toBeVisible();
  });
  expect(charges).toEqual([]);
  await elsewhere.close();
});

test("a receipt that nobody knows is told the truth, and the device stays unknown", async ({
  page,
}) => {
  await page.goto("/paid");
  await page.getByLabel("M-Pesa message, or its receipt").fill("UKN9ZZZZZ9");
  await page.getByLabel("Phone that paid").fill("0711223399");
  await page.keyboard.press("Enter");
  const told = page.getByRole("region", { name: "We have not seen this payment yet" });
  await expect(told).toBeFocused();
  await expect(told.getByText(/do not pay again/)).toBeVisible();
  await page.goto("/history");
  await expect(page.getByText("We do not know this device yet")).toBeVisible();
});

test("a bad number is refused before anything is sent", async ({ page }) => {
  let requests = 0;
  page.on("request", (request) => {
    if (request.url().includes("/initiate/")) requests += 1;
  });
  await buyFirstPackage(page, "0812 345 678");
  await expect(page.getByText("Enter a Kenyan mobile number")).toBeVisible();
  expect(requests).toBe(0);
});

test("the portal downloads none of the staff's code", async ({ page }) => {
  const scripts: string[] = [];
  page.on("response", async (response) => {
    if (response.request().resourceType() === "script") scripts.push(await response.text());
  });
  await page.goto("/");
  await expect(page.getByRole("radio").first()).toBeAttached();
  await page.waitForLoadState("networkidle");
  expect(scripts.length).toBeGreaterThan(0);
  expect(scripts.join("").includes("Unreadable deliveries")).toBe(false);
});

import { expect } from "@playwright/test";
import { buyFirstPackage, PHONES, signIn, test } from "./fixtures.ts";

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
  const phone = "0733445566";
  let lost = 0;
  await page.route("**/api/payments/initiate/", async (route) => {
    if (lost > 0) return route.continue();
    lost += 1;
    // The server hears it; its answer never arrives.
    await route.fetch();
    await route.abort("connectionreset");
  });
  await buyFirstPackage(page, phone);
  await expect(page.getByRole("heading", { name: /Connected until/ })).toBeVisible();
  expect(lost).toBe(1);

  await signIn(page, `/admin/payments?phone=${phone}`, "finance");
  await expect(page.getByRole("cell", { name: "0733 445 566" })).toHaveCount(1);
});

test("a payment goes on while the network is away, and the page catches up", async ({
  page,
  context,
}) => {
  await page.route("**/api/payments/*/stream/", (route) => route.abort());
  await buyFirstPackage(page, "0722334455");
  await expect(page).toHaveURL(/\/pay\//);
  await context.setOffline(true);
  await expect(page.getByText("No connection. We keep trying")).toBeVisible();
  await context.setOffline(false);
  await expect(page.getByRole("heading", { name: /Connected until/ })).toBeVisible();
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

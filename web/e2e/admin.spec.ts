import { expect } from "@playwright/test";
import { buyFirstPackage, loseAnswer, signIn, test } from "./fixtures.ts";

test("an admin finds a payment and reads what made it, from the prompt to the connection", async ({
  page,
}) => {
  const phone = "0711222333";
  await buyFirstPackage(page, phone);
  await expect(page.getByRole("heading", { name: /Connected until/ })).toBeVisible();
  const paymentId = new URL(page.url()).pathname.split("/").at(-1);

  await signIn(page);
  await expect(page.getByRole("heading", { name: "Dashboard" })).toBeVisible();
  await expect(page.getByText("Paid but offline")).toBeVisible();

  await page.getByRole("link", { name: "Payments", exact: true }).click();
  const row = page.getByRole("row", { name: /0711 222 333/ });
  await expect(row).toContainText("Completed");
  await row.getByRole("link").click();
  await expect(page).toHaveURL(new RegExp(`/admin/payments/${paymentId}$`));

  const events = page.getByRole("list", { name: "Events" });
  await expect(events).toContainText("SubscriptionActivated");
  const types = await events.locator("code").allInnerTexts();
  const walk = [
    "StkInitiated",
    "StkDispatched",
    "StkAccepted",
    "CallbackReceived",
    "PaymentCompleted",
    "SubscriptionActivated",
  ];
  expect(types.filter((type) => walk.includes(type))).toEqual(walk);

  await test.step("with the raw delivery in a drawer", async () => {
    await page.getByRole("button", { name: "Raw delivery" }).first().click();
    const drawer = page.getByRole("dialog", { name: "Raw delivery" });
    await expect(drawer).toContainText("stkCallback");
    await page.keyboard.press("Escape");
    await expect(drawer).toBeHidden();
  });

  await test.step("and the session survives a reload", async () => {
    await page.reload();
    await expect(events).toContainText("PaymentCompleted");
  });
});

test("a new package is on sale at once, and gone from the portal once it is retired", async ({
  page,
}) => {
  const name = `Weekend ${Date.now() % 100_000}`;
  await signIn(page, "/admin/packages");
  await page.getByRole("button", { name: "New package" }).click();
  const dialog = page.getByRole("dialog", { name: "New package" });
  await dialog.getByLabel("Name").fill(name);
  await dialog.getByLabel("Price in KSh").fill("150");
  await dialog.getByRole("button", { name: "Create" }).click();
  await expect(dialog).toBeHidden();
  await expect(page.getByRole("cell", { name, exact: true })).toBeVisible();

  const portal = await page.context().newPage();
  await portal.goto("/");
  await expect(portal.getByRole("radio", { name: new RegExp(name) })).toBeAttached();

  await page.getByRole("button", { name: `Retire ${name}` }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Retire" }).click();
  await expect(page.getByRole("row", { name: new RegExp(name) })).toContainText("Retired");
  await portal.reload();
  await expect(portal.getByRole("radio").first()).toBeAttached();
  await expect(portal.getByRole("radio", { name: new RegExp(name) })).toHaveCount(0);
});

test("whose session is renewed without hearing the answer stays signed in", async ({ page }) => {
  await signIn(page, "/admin/payments");
  const heading = page.getByRole("heading", { name: "Payments" });
  await expect(heading).toBeVisible();
  const lost = await loseAnswer(page, "**/api/auth/refresh/");
  await page.reload();
  await expect(page.getByText("We try again by ourselves.")).toBeVisible();
  await expect(heading).toBeVisible();
  expect(lost()).toBe(1);
  await expect(page.getByRole("row").nth(1)).toBeVisible();
});

test("nobody sees the staff's pages without signing in, or after signing out", async ({ page }) => {
  await page.goto("/admin/payments");
  await expect(page.getByRole("heading", { name: "Sign in" })).toBeVisible();
  await page.getByLabel("Username or phone number").fill("admin");
  await page.getByLabel("Password").fill("not the password");
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByRole("alert")).toContainText("not right");

  await signIn(page, "/admin/payments");
  await expect(page.getByRole("heading", { name: "Payments" })).toBeVisible();
  await page.getByRole("button", { name: "Admin", exact: true }).click();
  await page.getByRole("menuitem", { name: "Sign out" }).click();
  await expect(page.getByRole("heading", { name: "Sign in" })).toBeVisible();
  await page.goto("/admin/payments");
  await expect(page.getByRole("heading", { name: "Sign in" })).toBeVisible();
});

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { test as base, expect, type Page } from "@playwright/test";
import type { AxeResults } from "axe-core";

/** The address of the product is known once it has started, which is after the configuration. */
export const test = base.extend({
  // biome-ignore lint/correctness/noEmptyPattern: a fixture names the fixtures it needs here, and needs none.
  baseURL: async ({}, use) => {
    const url = process.env.DAFTARI_E2E_URL;
    if (!url) throw new Error("The product has not been started.");
    await use(url);
  },
});

/** A service signs its first head within a minute of its start, and no proof is made before. */
export const HEAD_MS_MAX = 75_000;

export const PHONES = { pays: "0712345678", wrongPin: "0700000001" };

/** What `daftari up --demo` prints as its logins. */
export const LOGINS = {
  admin: { username: "admin", password: "demo-admin-password" },
  finance: { username: "finance", password: "demo-finance-password" },
  agent: { username: "agent", password: "demo-agent-password" },
};

/** Chooses the first package on sale and pays for it; gives its name. */
export async function buyFirstPackage(page: Page, phone: string): Promise<string> {
  await page.goto("/");
  const name = await chooseFirstPackage(page, phone);
  await page.getByRole("button", { name: /^Pay KSh/ }).click();
  return name;
}

/** The same up to the button that pays; without a phone, for the one that the page remembers. */
export async function chooseFirstPackage(page: Page, phone?: string): Promise<string> {
  const card = page
    .locator("label")
    .filter({ has: page.getByRole("radio") })
    .first();
  await card.click();
  const name = (await card.locator("span > span > span").first().textContent()) ?? "";
  if (phone !== undefined) await page.getByLabel("M-Pesa phone number").fill(phone);
  return name;
}

/** The binary under test, for what it does at a terminal. */
export const BINARY =
  process.env.DAFTARI_BIN ?? join(import.meta.dirname, "..", "..", "target", "debug", "daftari");

/** The address of the simulated Safaricom that the product asks. */
export function simulatorUrl(): string {
  const url = process.env.DAFTARI_E2E_SIM_URL;
  if (!url) throw new Error("The simulator's address is not known: set DAFTARI_E2E_SIM_URL.");
  return url;
}

/** What Safaricom's portal would export of some days, counted from today. */
export async function statementOf(fromDays: number, toDays: number): Promise<string> {
  const day = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
  const query = new URLSearchParams({ layout: "classic", from: day(fromDays), to: day(toDays) });
  const answer = await fetch(`${simulatorUrl()}/sim/statement?${query}`);
  if (!answer.ok) throw new Error(`The simulator gave no statement: ${answer.status}.`);
  return answer.text();
}

export async function signIn(page: Page, address = "/admin", login: keyof typeof LOGINS = "admin") {
  await page.goto(address);
  await page.getByLabel("Username or phone number").fill(LOGINS[login].username);
  await page.getByLabel("Password").fill(LOGINS[login].password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.waitForURL((url) => url.pathname.startsWith("/admin"));
}

/** The server hears the next such request, and its answer never arrives; tells how often it was so. */
export async function loseAnswer(page: Page, address: string): Promise<() => number> {
  let lost = 0;
  await page.route(
    address,
    async (route) => {
      const answer = await route.fetch();
      expect(answer.ok(), address).toBe(true);
      lost += 1;
      await route.abort("connectionreset");
    },
    { times: 1 },
  );
  return () => lost;
}

const axeSource = readFileSync(
  createRequire(import.meta.url).resolve("axe-core/axe.min.js"),
  "utf8",
);

/** No fault that keeps somebody out: contrast, in both themes, names, roles, keyboard. */
export async function expectAccessible(page: Page, what: string) {
  await page.evaluate(axeSource);
  for (const colorScheme of ["dark", "light"] as const) {
    await page.emulateMedia({ colorScheme });
    // The page hears of the scheme in its next frame; what fades then is measured once it stands.
    await page.evaluate(async () => {
      const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
      await frame();
      await frame();
      await Promise.all(document.getAnimations().map(({ finished }) => finished.catch(() => null)));
    });
    // Nothing but colours differs between the themes.
    const rules = colorScheme === "dark" ? '{ runOnly: "color-contrast" }' : "{}";
    const results = await page.evaluate<AxeResults>(`axe.run(document, ${rules})`);
    const serious = results.violations
      .filter(({ impact }) => impact === "serious" || impact === "critical")
      .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join("\n    ")}`);
    expect(serious, `axe on ${what}, ${colorScheme}`).toEqual([]);
  }
}

import { expect } from "@playwright/test";
import { simulatorUrl } from "./fixtures.ts";

/** What the simulated Safaricom is told, and what it knows. */

type Push = { msisdn: string; result_code: string | null; deliveries: unknown[] };

export function international(phone: string): string {
  return phone.replace(/^0/, "254");
}

/** Gives its answer. */
async function tell(method: "POST" | "PUT", path: string, body: unknown): Promise<string> {
  const answer = await fetch(`${simulatorUrl()}${path}`, {
    method,
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  const said = await answer.text();
  expect(answer.ok, `${method} ${path}: ${said}`).toBe(true);
  return said;
}

let payers = Date.now() % 1_000_000;

/**
 * Somebody who never paid before: a phone is asked once at a time, and what it bought a moment ago is
 * not sold to it again without asking.
 */
export function newPayer(): string {
  payers += 1;
  return `0790${String(payers % 1_000_000).padStart(6, "0")}`;
}

/** From now on, that payer plays that part (docs/simulator.md). */
export async function lets(payer: string, scenario: string): Promise<void> {
  await tell("PUT", `/sim/scenarios/${international(payer)}`, scenario);
}

/** Answers the prompt on a phone that is held by hand. */
export async function typePin(payer: string): Promise<void> {
  await tell("POST", `/sim/phones/${international(payer)}/answer`, { pin: "1234" });
}

type ByHand = { msisdn: string; amount_shillings: number } & (
  | { account: string }
  | { till: string }
);

/** A customer pays without having been asked, to a pay bill's account or to a till; gives the receipt. */
export async function payByHand(payment: ByHand): Promise<string> {
  const begun = await tell("POST", "/sim/payments", { ...payment, pin: "1234" });
  return (JSON.parse(begun) as { receipt: string }).receipt;
}

type Trouble = { trouble: string; on: string; delay_seconds?: number; times?: number };

export async function orderTrouble(trouble: Trouble): Promise<void> {
  await tell("POST", "/sim/troubles", trouble);
}

/** The prompts that were sent to that phone. */
export async function pushesTo(payer: string): Promise<Push[]> {
  const answer = await fetch(`${simulatorUrl()}/sim/transactions`);
  const { items } = (await answer.json()) as { items: Push[] };
  return items.filter(({ msisdn }) => `${msisdn}` === international(payer));
}

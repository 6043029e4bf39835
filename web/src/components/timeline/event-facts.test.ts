import { expect, it } from "vitest";
import { anEvent } from "@/test/builders";
import { factsOf, fieldsOf } from "./event-facts";

const event = (event_type: string, fields: object) =>
  anEvent({ event_type, payload: { [event_type]: fields } });

it("takes an event's fields out of the name around them", () => {
  expect(fieldsOf(event("StkDispatched", { attempt: 1 }))).toEqual({ attempt: 1 });
  expect(fieldsOf(anEvent({ payload: { attempt: 2 } }))).toEqual({ attempt: 2 });
});

it.each([
  [
    event("StkInitiated", { amount_cents: 1000, package: { terms: { name: "1 hour" } } }),
    ["KSh 10.00", "1 hour"],
  ],
  [
    event("CallbackReceived", { amount_cents: null, result_code: "2001", description: "No." }),
    ["result 2001", "No."],
  ],
  [
    event("PaymentCompleted", { amount_cents: 12_500, receipt: "UKMOXH3DDH" }),
    ["KSh 125.00", "UKMOXH3DDH"],
  ],
  [event("PaymentFailed", { class: "WRONG_PIN" }), ["Wrong PIN"]],
  [
    event("AmountMismatched", { asked_cents: 25_000, paid_cents: 12_500 }),
    ["asked KSh 250.00", "paid KSh 125.00"],
  ],
  [
    event("WalletDebited", { amount_cents: 1000, balance_cents: 0 }),
    ["KSh 10.00", "balance KSh 0.00"],
  ],
  [
    event("SubscriptionActivated", { ends_at: "2026-11-24T01:09:45Z" }),
    ["until Tue 24 Nov, 04:09"],
  ],
  [event("StkDispatched", { attempt: 1, package: "?", ends_at: "soon", amount_cents: 1.5 }), []],
])("tells what an event was about (%#)", (given, facts) => {
  expect(factsOf(given)).toEqual(facts);
});

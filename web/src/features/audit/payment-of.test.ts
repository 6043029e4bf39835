import { expect, it } from "vitest";
import { paymentOf } from "./payment-of";

const told = (aggregate_type: string, event_type: string, fields: object) => ({
  aggregate_type,
  aggregate_id: "own-id",
  event_type,
  payload: { [event_type]: fields },
});

it("finds the payment of an event, of what it names, and of its cause", () => {
  expect(paymentOf(told("payment", "PaymentFailed", {}))).toBe("own-id");
  expect(paymentOf(told("refund", "RefundRequested", { payment_id: "p-1" }))).toBe("p-1");
  const cause = { Payment: { payment_id: "p-2", receipt: null } };
  expect(paymentOf(told("wallet", "WalletCredited", { amount_cents: 1, cause }))).toBe("p-2");
});

it("finds none where there is none", () => {
  const cause = { UnusedValue: { subscription_id: "s-1" } };
  expect(paymentOf(told("wallet", "WalletCredited", { cause }))).toBeNull();
  expect(paymentOf(told("subscription", "SubscriptionExpired", { cause: "Time" }))).toBeNull();
  expect(paymentOf(told("books", "DayClosed", { payment_id: 5 }))).toBeNull();
});

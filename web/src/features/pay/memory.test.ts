import { describe, expect, it } from "vitest";
import { endIntent, intentKey, recallPayment, rememberPayment } from "./memory";

const wish = { packageId: "p", phone: "254712345678", force: false };
const START_MS = Date.parse("2026-11-23T15:00:00Z");

describe("the idempotency key of an intent", () => {
  it("stays the same for the same wish, also after a reload", () => {
    expect(intentKey(wish, START_MS + 5_000)).toBe(intentKey({ ...wish }, START_MS));
  });

  it("is another for another package, phone, or a purchase that is meant to be a second one", () => {
    const keys = [
      intentKey(wish, START_MS),
      intentKey({ ...wish, packageId: "q" }, START_MS),
      intentKey({ ...wish, phone: "254110123456" }, START_MS),
      intentKey({ ...wish, force: true }, START_MS),
    ];
    expect(new Set(keys).size).toBe(4);
  });

  it("is another once the wish has its answer, or is old", () => {
    const first = intentKey(wish, START_MS);
    endIntent();
    const second = intentKey(wish, START_MS);
    expect(second).not.toBe(first);
    expect(intentKey(wish, START_MS + 11 * 60_000)).not.toBe(second);
  });
});

describe("remembered payments", () => {
  const payment = (id: string) => ({
    id,
    access: `access-${id}`,
    position: 1,
    packageName: "Day pass",
    phone: "254712345678",
    amountCents: 8_000,
    accountNumber: null,
    warned: false,
  });

  it("are found by their id, the latest ten of them", () => {
    for (let number = 1; number <= 12; number += 1) rememberPayment(payment(`n${number}`));
    expect(recallPayment("n12")?.access).toBe("access-n12");
    expect(recallPayment("n3")).not.toBeNull();
    expect(recallPayment("n2")).toBeNull();
  });

  it("survive what does not belong there", () => {
    localStorage.setItem("daftari.payments", "{ not json");
    expect(recallPayment("n1")).toBeNull();
    localStorage.setItem("daftari.payments", '[{"id":4},null]');
    expect(recallPayment("n1")).toBeNull();
    rememberPayment(payment("n1"));
    expect(recallPayment("n1")).toEqual(payment("n1"));
  });
});

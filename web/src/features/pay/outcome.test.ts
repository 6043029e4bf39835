import { describe, expect, it } from "vitest";
import type { FailureClass, PaymentProgress } from "@/services/contract";
import { aPayment, aSubscription } from "@/test/builders";
import type { Words } from "./language";
import { outcomeOf, stepsOf } from "./outcome";
import { english } from "./words.en";
import { swahili } from "./words.sw";

const now = new Date("2026-11-23T15:00:30Z");
const LANGUAGES: [string, Words][] = [
  ["English", english],
  ["Swahili", swahili],
];
const FAILURES: FailureClass[] = [
  "WRONG_PIN",
  "CANCELLED",
  "NO_RESPONSE",
  "INSUFFICIENT_FUNDS",
  "LIMIT",
  "BUSY",
  "REJECTED",
  "UNCLASSIFIED",
];

const tell = (payment: ReturnType<typeof aPayment>, words: Words = english) =>
  outcomeOf({ payment, phone: "0712 345 678", amount: "KSh 80", now }, words);

const failed = (cause: FailureClass) =>
  aPayment({
    status: "FAILED",
    progress: "FAILED",
    failure: { class: cause, result_code: "1", message: "as Safaricom says it" },
  });

describe.each(LANGUAGES)("in %s", (_, words) => {
  it("each way of failing has its own title and sentence, and leads on", () => {
    const told = FAILURES.map((cause) => tell(failed(cause), words));
    expect(new Set(told.map((outcome) => outcome.title)).size).toBe(FAILURES.length);
    expect(new Set(told.map((outcome) => outcome.text)).size).toBe(FAILURES.length);
    expect(told.every((outcome) => outcome.next === "try-again")).toBe(true);
  });

  it("each step on the way has its own title", () => {
    const steps: PaymentProgress[] = ["REQUESTED", "PROMPTED", "CONFIRMING", "PAID", "EXPIRED"];
    const titles = steps.map((progress) => tell(aPayment({ progress }), words).title);
    expect(new Set(titles).size).toBe(steps.length);
    expect(titles.every((title) => title.length > 0)).toBe(true);
  });

  it("names the phone and the amount where the PIN is asked for", () => {
    const { text } = tell(aPayment({ progress: "PROMPTED" }), words);
    expect(text).toContain("0712 345 678");
    expect(text).toContain("KSh 80");
  });
});

it("never says failed while the truth is unknown", () => {
  const outcome = tell(aPayment({ progress: "CONFIRMING" }));
  expect(outcome.title).toBe("Still confirming");
  expect(outcome.text).toContain("do not pay again");
  expect(`${outcome.title} ${outcome.text}`).not.toMatch(/fail|nothing was taken|try again/i);
  expect(outcome.next).toBe("wait");
  expect(outcome.mood).toBe("unsure");
});

it("does not claim that nothing was taken where M-Pesa did not say so", () => {
  expect(tell(failed("UNCLASSIFIED")).text).not.toContain("Nothing was taken");
  expect(tell(aPayment({ status: "EXPIRED", progress: "EXPIRED" })).text).toContain(
    "do not pay again",
  );
});

describe("a paid payment", () => {
  const paid = aPayment({ status: "COMPLETED", progress: "PAID" });

  it("is being switched on at first", () => {
    const outcome = tell({ ...paid, completed_at: "2026-11-23T15:00:20Z" });
    expect(outcome).toMatchObject({ title: "Payment received", mood: "good" });
    expect(outcome.text).toContain("being switched on");
  });

  it("sends the customer for help when that takes long, or when a person must look", () => {
    for (const stuck of [
      { ...paid, completed_at: "2026-11-23T14:58:00Z" },
      { ...paid, completed_at: "2026-11-23T15:00:29Z", needs_a_look: true },
    ]) {
      expect(tell(stuck).text).toContain("you do not need to pay again");
    }
  });
});

describe("money that came too late for what it was meant for", () => {
  it.each(["LEARNT_LATE", "BOUGHT_AGAIN"])("is used in one tap (%s)", (reason) => {
    const payment = aPayment({ status: "COMPLETED", progress: "PAID", kept_in_wallet: reason });
    expect(tell(payment)).toMatchObject({
      title: "Your money is in your balance",
      mood: "good",
      next: "use-balance",
    });
  });

  it.each(["TOO_LITTLE", "LINE_CLOSED", "EXTRA"])("waits for the next purchase (%s)", (reason) => {
    const payment = aPayment({ status: "COMPLETED", progress: "PAID", kept_in_wallet: reason });
    expect(tell(payment)).toMatchObject({ mood: "good", next: "browse" });
  });
});

it("takes what it has no words for as not known yet", () => {
  expect(tell(aPayment({ progress: "SOMETHING_NEW" })).title).toBe("Still confirming");
  expect(tell(failed("SOMETHING_NEW" as FailureClass)).title).toBe(
    "The payment did not go through",
  );
});

describe("a connected payment", () => {
  it("says until when, while its time runs", () => {
    const subscription = aSubscription({ end_date: "2026-11-23T15:42:00Z" });
    const outcome = tell(aPayment({ progress: "CONNECTED", subscription }));
    expect(outcome).toMatchObject({ title: "Connected until", mood: "good", next: "browse" });
  });

  it("says that its time has ended, once it has", () => {
    const subscription = aSubscription({ end_date: "2026-11-23T14:59:00Z" });
    const outcome = tell(aPayment({ progress: "CONNECTED", subscription }));
    expect(outcome.title).toBe("Your time has ended.");
  });
});

it("tells of money that was returned, whatever the progress was", () => {
  expect(tell(aPayment({ status: "REVERSED", progress: "CONNECTED" })).title).toBe(
    "This payment was returned",
  );
});

describe("the steps", () => {
  it("advance one by one", () => {
    expect(stepsOf("REQUESTED")).toEqual({
      sent: "now",
      pin: "later",
      paid: "later",
      connected: "later",
    });
    expect(stepsOf("PROMPTED")).toMatchObject({ sent: "done", pin: "now", paid: "later" });
    expect(stepsOf("CONFIRMING")).toMatchObject({ pin: "done", paid: "now" });
    expect(stepsOf("PAID")).toMatchObject({ paid: "done", connected: "now" });
    expect(stepsOf("CONNECTED")).toMatchObject({ connected: "done" });
  });

  it("are not shown for a payment that ended without money", () => {
    expect(stepsOf("FAILED")).toBeNull();
    expect(stepsOf("EXPIRED")).toBeNull();
  });
});

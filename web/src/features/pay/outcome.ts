import { known, type Payment } from "@/services/contract";
import type { Words } from "./language";

/** What to do next: each outcome offers exactly one of these as its main step. */
type NextStep = "wait" | "try-again" | "use-balance" | "browse";

export type Outcome = {
  mood: "waiting" | "good" | "bad" | "unsure";
  title: string;
  text: string;
  next: NextStep;
};

/** Switching on takes a moment; past this a person should be asked for help. */
const SWITCH_ON_SECONDS_MAX = 60;

type Facts = { payment: Payment; phone: string; amount: string; now: Date };

/**
 * The sentence for where a payment stands. While the truth is unknown it says so, and never that
 * the payment failed.
 */
export function outcomeOf({ payment, phone, amount, now }: Facts, all: Words): Outcome {
  const words = all.pay;
  if (payment.status === "REVERSED") {
    return { mood: "bad", title: words.reversedTitle, text: words.reversed, next: "browse" };
  }
  switch (payment.progress) {
    case "REQUESTED":
      return waiting(words.requestedTitle, words.requested(phone));
    case "PROMPTED":
      return waiting(words.promptedTitle, words.prompted(phone, amount));
    case "PAID":
      if (payment.kept_in_wallet !== null) return kept(payment.kept_in_wallet, words);
      return {
        mood: "good",
        title: words.paidTitle,
        text: isStuck(payment, now) ? words.paidWaiting : words.paid,
        next: "wait",
      };
    case "CONNECTED":
      return isOnline(payment, now)
        ? {
            mood: "good",
            title: all.active.connectedUntil,
            text: words.connectedLead,
            next: "browse",
          }
        : { mood: "unsure", title: all.active.ended, text: words.endedLead, next: "browse" };
    case "FAILED": {
      const cause = known(words.failures, payment.failure?.class ?? "");
      return { mood: "bad", ...(cause ?? words.failures.UNCLASSIFIED), next: "try-again" };
    }
    case "UNALLOCATED":
      return {
        mood: "unsure",
        title: words.suspenseTitle,
        text: words.suspense,
        next: "browse",
      };
    case "MERGED":
      return { mood: "good", title: words.mergedTitle, text: words.merged, next: "browse" };
    case "EXPIRED":
      return { mood: "unsure", title: words.expiredTitle, text: words.expired, next: "try-again" };
    default:
      // CONFIRMING, and whatever a newer server may say: the truth is not known here.
      return { mood: "unsure", title: words.confirmingTitle, text: words.confirming, next: "wait" };
  }
}

/** Money that came when it could not buy what it was for: nobody's time runs while they are away. */
function kept(reason: string, words: Words["pay"]): Outcome {
  const buysItNow = reason === "LEARNT_LATE" || reason === "BOUGHT_AGAIN";
  return {
    mood: "good",
    title: words.keptTitle,
    text: buysItNow ? words.keptUsable : words.kept,
    next: buysItNow ? "use-balance" : "browse",
  };
}

function waiting(title: string, text: string): Outcome {
  return { mood: "waiting", title, text, next: "wait" };
}

/** Connected by this payment, and its time is not over. */
export function isOnline(payment: Payment, now: Date): boolean {
  const endDate = payment.subscription?.end_date;
  return payment.progress === "CONNECTED" && endDate != null && new Date(endDate) > now;
}

function isStuck(payment: Payment, now: Date): boolean {
  if (payment.needs_a_look) return true;
  if (!payment.completed_at) return false;
  const seconds = (now.getTime() - new Date(payment.completed_at).getTime()) / 1000;
  return seconds > SWITCH_ON_SECONDS_MAX;
}

export type StepState = "done" | "now" | "later";
export type StepName = "sent" | "pin" | "paid" | "connected";

/** How far along the walk is. An ended payment shows no steps: its sentence says it all. */
export function stepsOf(progress: string): Record<StepName, StepState> | null {
  const order: StepName[] = ["sent", "pin", "paid", "connected"];
  const reached: Record<string, number> = {
    REQUESTED: 0,
    PROMPTED: 1,
    CONFIRMING: 2,
    PAID: 3,
    CONNECTED: 4,
  };
  const current = reached[progress];
  if (current === undefined) return null;
  const state = (index: number): StepState => {
    if (index < current) return "done";
    return index === current ? "now" : "later";
  };
  return Object.fromEntries(order.map((name, index) => [name, state(index)])) as Record<
    StepName,
    StepState
  >;
}

/** Nothing was seen of its money, so whoever has M-Pesa's message should be asked for it. */
export function isUnpaid(payment: Payment): boolean {
  return (
    payment.status === "PENDING" || payment.status === "FAILED" || payment.status === "EXPIRED"
  );
}

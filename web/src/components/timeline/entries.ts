import type { Delivery, PaymentEvent, PaymentHistory } from "@/services/contract";

/** Why an event happened: an earlier event, a raw delivery, or something named only. */
export type Cause =
  | { kind: "event"; event: PaymentEvent }
  | { kind: "delivery"; delivery: Delivery }
  | { kind: "named"; name: string };

export type Entry =
  | { kind: "event"; at: string; event: PaymentEvent; cause: Cause | null }
  | { kind: "delivery"; at: string; delivery: Delivery };

/** Events and raw deliveries on one line of time; a delivery stands before what it caused. */
export function entriesOf(history: Pick<PaymentHistory, "items" | "deliveries">): Entry[] {
  const events = history.items.map(
    (event): Entry => ({
      kind: "event",
      at: event.recorded_at,
      event,
      cause: causeOf(event, history),
    }),
  );
  const deliveries = history.deliveries.map(
    (delivery): Entry => ({ kind: "delivery", at: delivery.received_at, delivery }),
  );
  return [...deliveries, ...events].sort(inOrder);
}

function inOrder(one: Entry, other: Entry): number {
  if (one.kind === "event" && other.kind === "event") {
    return one.event.position - other.event.position;
  }
  const difference = Date.parse(one.at) - Date.parse(other.at);
  if (difference !== 0) return difference;
  return one.kind === other.kind ? 0 : one.kind === "delivery" ? -1 : 1;
}

function causeOf(
  event: PaymentEvent,
  { items, deliveries }: Pick<PaymentHistory, "items" | "deliveries">,
): Cause | null {
  const id = event.causation_id;
  if (id == null) return null;
  const delivery = deliveries.find((candidate) => id === `delivery:${candidate.id}`);
  if (delivery) return { kind: "delivery", delivery };
  const earlier = items.find((candidate) => id === `event:${candidate.position}`);
  return earlier ? { kind: "event", event: earlier } : { kind: "named", name: id };
}

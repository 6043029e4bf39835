import { fieldsOf } from "@/components/timeline/event-facts";
import type { AuditedEvent } from "@/services/contract";

type Told = Pick<AuditedEvent, "aggregate_type" | "aggregate_id" | "event_type"> & {
  payload: object;
};

/** The payment that an event is about: its own, the one that it names, or the one that caused it. */
export function paymentOf(event: Told): string | null {
  if (event.aggregate_type === "payment") return event.aggregate_id;
  const fields = fieldsOf(event);
  return namedIn(fields) ?? namedIn(causeIn(fields.cause));
}

/** `{ Payment: { payment_id } }`: a cause names its kind around its fields. */
function causeIn(cause: unknown): unknown {
  return typeof cause === "object" && cause !== null ? Object.values(cause)[0] : null;
}

function namedIn(fields: unknown): string | null {
  if (typeof fields !== "object" || fields === null) return null;
  const named = (fields as Record<string, unknown>).payment_id;
  return typeof named === "string" ? named : null;
}

import { formatMoney } from "@/lib/money";
import { sentenceCase } from "@/lib/sentence-case";
import { dayAndTime } from "@/lib/time";
import type { PaymentEvent } from "@/services/contract";

type Fields = Record<string, unknown>;

/** An event's own fields: its payload names the event around them. */
export function fieldsOf(event: { event_type: string; payload: object }): Fields {
  const payload = event.payload as Fields;
  const inner = payload[event.event_type];
  return isFields(inner) ? inner : payload;
}

/** The few fields that say most, in the order in which they are read; the payload has the rest. */
const TELLING: { field: string; tell: (value: unknown) => string | null }[] = [
  { field: "amount_cents", tell: money },
  { field: "asked_cents", tell: (value) => prefixed("asked", money(value)) },
  { field: "paid_cents", tell: (value) => prefixed("paid", money(value)) },
  { field: "balance_cents", tell: (value) => prefixed("balance", money(value)) },
  { field: "package", tell: packageName },
  { field: "receipt", tell: text },
  { field: "result_code", tell: (value) => prefixed("result", text(value)) },
  { field: "class", tell: (value) => (typeof value === "string" ? sentenceCase(value) : null) },
  { field: "description", tell: text },
  { field: "last_answer", tell: text },
  { field: "ends_at", tell: (value) => prefixed("until", moment(value)) },
];

/** `KSh 10.00`, `1 hour`: what an event was about, beside its name. */
export function factsOf(event: Pick<PaymentEvent, "event_type" | "payload">): string[] {
  const fields = fieldsOf(event);
  return TELLING.map(({ field, tell }) => tell(fields[field])).filter((fact) => fact !== null);
}

function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function text(value: unknown): string | null {
  return typeof value === "string" && value !== "" ? value : null;
}

function money(value: unknown): string | null {
  return Number.isSafeInteger(value) ? formatMoney(value as number) : null;
}

function moment(value: unknown): string | null {
  return typeof value === "string" && !Number.isNaN(Date.parse(value)) ? dayAndTime(value) : null;
}

function packageName(value: unknown): string | null {
  const terms = isFields(value) ? value.terms : null;
  return isFields(terms) ? text(terms.name) : null;
}

function prefixed(prefix: string, value: string | null): string | null {
  return value === null ? null : `${prefix} ${value}`;
}

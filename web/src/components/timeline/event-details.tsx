import { fieldsOf } from "@/components/timeline/event-facts";
import { cx } from "@/lib/cx";
import { exactTime } from "@/lib/time";
import type { AuditedEvent } from "@/services/contract";

type Traced = Pick<
  AuditedEvent,
  | "event_type"
  | "payload"
  | "request_id"
  | "correlation_id"
  | "aggregate_type"
  | "aggregate_id"
  | "sequence"
  | "recorded_at"
>;

/** An event's own fields, as they are stored. */
export function EventPayload({ event, className }: { event: Traced; className?: string }) {
  return (
    <pre
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must take the keyboard.
      tabIndex={0}
      className={cx("overflow-x-auto rounded-lg bg-sunken p-3 text-xs leading-relaxed", className)}
    >
      {JSON.stringify(fieldsOf(event), null, 2)}
    </pre>
  );
}

/** By what an event is found again: its request, its story, its stream. */
export function EventTrace({ event, className }: { event: Traced; className?: string }) {
  const trace = {
    ...(event.request_id && { request_id: event.request_id }),
    ...(event.correlation_id && { correlation_id: event.correlation_id }),
    aggregate: `${event.aggregate_type} ${event.aggregate_id}, sequence ${event.sequence}`,
    recorded_at: exactTime(event.recorded_at),
  };
  return (
    <dl
      className={cx("grid gap-x-4 gap-y-0.5 text-soft text-xs sm:grid-cols-[auto_1fr]", className)}
    >
      {Object.entries(trace).map(([name, value]) => (
        <div key={name} className="contents">
          <dt>{name.replaceAll("_", " ")}</dt>
          <dd className="break-all text-ink">{value}</dd>
        </div>
      ))}
    </dl>
  );
}

import { Inbox, type LucideIcon } from "lucide-react";
import { type ReactNode, useMemo, useState } from "react";
import { RelativeTime } from "@/components/relative-time";
import { DeliveryBadge } from "@/components/status-badge";
import { DeliveryDrawer } from "@/components/timeline/delivery-drawer";
import { type Cause, type Entry, entriesOf } from "@/components/timeline/entries";
import { EventPayload, EventTrace } from "@/components/timeline/event-details";
import { factsOf } from "@/components/timeline/event-facts";
import { actorName, wordsFor } from "@/components/timeline/event-words";
import type { Tone } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { cx } from "@/lib/cx";
import { sentenceCase } from "@/lib/sentence-case";
import { elapsed } from "@/lib/time";
import type { Delivery, PaymentEvent, PaymentHistory } from "@/services/contract";

type Props = { history: Pick<PaymentHistory, "items" | "deliveries"> };

/** What happened, when, who did it and why, oldest first, with the raw deliveries between. */
export function EventTimeline({ history }: Props) {
  const entries = useMemo(() => entriesOf(history), [history]);
  const [opened, setOpened] = useState<Delivery | null>(null);
  const start = entries[0]?.at ?? "";
  return (
    <>
      <ol aria-label="Events" className="grid grid-cols-[minmax(0,1fr)]">
        {entries.map((entry) =>
          entry.kind === "event" ? (
            <EventEntry key={entry.event.position} entry={entry} start={start} onOpen={setOpened} />
          ) : (
            <DeliveryEntry
              key={entry.delivery.id}
              delivery={entry.delivery}
              start={start}
              onOpen={setOpened}
            />
          ),
        )}
      </ol>
      <DeliveryDrawer delivery={opened} onClose={() => setOpened(null)} />
    </>
  );
}

const DOTS: Record<Tone, string> = {
  good: "border-good bg-good-soft text-good",
  warn: "border-warn bg-warn-soft text-warn",
  bad: "border-bad bg-bad-soft text-bad",
  info: "border-info bg-info-soft text-info",
  neutral: "border-line-strong bg-card text-soft",
};

function Row({
  icon: Icon,
  tone,
  dashed = false,
  id,
  children,
}: {
  icon: LucideIcon;
  tone: Tone;
  dashed?: boolean;
  id?: string;
  children: ReactNode;
}) {
  return (
    <li id={id} className="group relative flex animate-arrive scroll-mt-24 gap-3.5 pb-6 last:pb-0">
      <span aria-hidden className="absolute top-8 bottom-0 left-4 w-px bg-line group-last:hidden" />
      <span
        aria-hidden
        className={cx(
          "z-10 grid size-8 shrink-0 place-items-center rounded-full border",
          dashed && "border-dashed",
          DOTS[tone],
        )}
      >
        <Icon className="size-4" />
      </span>
      <div className="min-w-0 flex-1 pt-1">{children}</div>
    </li>
  );
}

/** Seconds tell a walk that took a minute; the time of day is one hover away. */
function When({ start, at }: { start: string; at: string }) {
  return (
    <span className="figures flex gap-2 text-sm text-soft">
      {at !== start && <span>{elapsed(start, at)}</span>}
      <RelativeTime at={at} />
    </span>
  );
}

function EventEntry({
  entry,
  start,
  onOpen,
}: {
  entry: Extract<Entry, { kind: "event" }>;
  start: string;
  onOpen: (delivery: Delivery) => void;
}) {
  const { event, cause } = entry;
  const words = wordsFor(event.event_type);
  const facts = factsOf(event);
  return (
    <Row icon={words.icon} tone={words.tone} id={`event-${event.position}`}>
      <div className="flex flex-wrap items-baseline justify-between gap-x-4 gap-y-0.5">
        <h3 className="font-semibold">{words.title}</h3>
        <When start={start} at={event.recorded_at} />
      </div>
      {facts.length > 0 && <p className="figures text-sm">{facts.join(" · ")}</p>}
      <p className="figures flex flex-wrap gap-x-3 text-sm text-soft">
        <code className="text-[0.8125rem] text-ink">{event.event_type}</code>
        <span>
          by {actorName(event.actor)}, {sentenceCase(event.source).toLowerCase()}
        </span>
        <span title="Position in the ledger">#{event.position}</span>
      </p>
      {cause && <CauseLine cause={cause} onOpen={onOpen} />}
      <EventDetails event={event} />
    </Row>
  );
}

function CauseLine({ cause, onOpen }: { cause: Cause; onOpen: (delivery: Delivery) => void }) {
  return (
    <p className="mt-0.5 text-sm text-soft">
      because of{" "}
      {cause.kind === "event" && (
        <a
          href={`#event-${cause.event.position}`}
          className="text-ink underline decoration-line-strong underline-offset-2 hover:decoration-ink"
        >
          {cause.event.event_type} #{cause.event.position}
        </a>
      )}
      {cause.kind === "delivery" && (
        <button
          type="button"
          onClick={() => onOpen(cause.delivery)}
          className="text-ink underline decoration-line-strong underline-offset-2 hover:decoration-ink"
        >
          this delivery
        </button>
      )}
      {cause.kind === "named" && <code className="break-all text-[0.8125rem]">{cause.name}</code>}
    </p>
  );
}

function EventDetails({ event }: { event: PaymentEvent }) {
  return (
    <details className="mt-1.5 text-sm print:hidden">
      <summary className="w-fit rounded-sm text-soft hover:text-ink">Payload</summary>
      <EventPayload event={event} className="mt-2" />
      <EventTrace event={event} className="mt-2" />
    </details>
  );
}

function DeliveryEntry({
  delivery,
  start,
  onOpen,
}: {
  delivery: Delivery;
  start: string;
  onOpen: (delivery: Delivery) => void;
}) {
  return (
    <Row icon={Inbox} tone="neutral" dashed>
      <div className="flex flex-wrap items-baseline justify-between gap-x-4 gap-y-0.5">
        <h3 className="font-semibold">A delivery arrived</h3>
        <When start={start} at={delivery.received_at} />
      </div>
      <div className="mt-1 flex flex-wrap items-center gap-2">
        <DeliveryBadge state={delivery.state} />
        <Button size="small" onClick={() => onOpen(delivery)}>
          Raw delivery
        </Button>
      </div>
    </Row>
  );
}

import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { CopyButton } from "@/components/copy-button";
import { ErrorPanel } from "@/components/error-panel";
import { EventPayload } from "@/components/timeline/event-details";
import { factsOf } from "@/components/timeline/event-facts";
import { actorName, wordsFor } from "@/components/timeline/event-words";
import { buttonStyle } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Skeleton } from "@/components/ui/skeleton";
import { formatCount } from "@/lib/count";
import { sentenceCase } from "@/lib/sentence-case";
import { exactTime } from "@/lib/time";
import type { AuditedEvent } from "@/services/contract";
import { type EventFilters, eventQuery } from "./api";
import { paymentOf } from "./payment-of";

type Props = {
  /** Which event is open, if one is. */
  position: number | null;
  onClose: () => void;
  onFilter: (filters: EventFilters) => void;
};

/** One event as it stands in the store, with the ways to what belongs to it. */
export function EventDrawer({ position, onClose, onFilter }: Props) {
  return (
    <Dialog
      shape="drawer"
      open={position !== null}
      onOpenChange={(open) => !open && onClose()}
      title={position === null ? "" : `Event ${formatCount(position)}`}
      description="As it stands in the store. Nothing changes it."
    >
      {position !== null && <Contents position={position} onFilter={onFilter} />}
    </Dialog>
  );
}

function Contents({ position, onFilter }: { position: number; onFilter: Props["onFilter"] }) {
  const query = useQuery(eventQuery(position));
  if (query.isError) {
    return (
      <ErrorPanel
        what="This event could not be loaded."
        thrown={query.error}
        onRetry={() => void query.refetch()}
      />
    );
  }
  if (!query.data) return <Skeleton className="h-80 w-full" />;
  return <Facts event={query.data} onFilter={onFilter} />;
}

function Facts({ event, onFilter }: { event: AuditedEvent; onFilter: Props["onFilter"] }) {
  const words = wordsFor(event.event_type);
  const facts = factsOf(event);
  const payment = paymentOf(event);
  const story = event.correlation_id;
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-5">
      <div>
        <h3 className="flex items-center gap-2 font-semibold">
          <words.icon aria-hidden className="size-4.5 text-soft" />
          {words.title}
        </h3>
        {facts.length > 0 && <p className="figures text-sm">{facts.join(" · ")}</p>}
      </div>
      <div className="flex flex-wrap gap-2">
        {payment && (
          <Link
            to="/admin/payments/$paymentId"
            params={{ paymentId: payment }}
            className={buttonStyle({ size: "small" })}
          >
            Open its payment
          </Link>
        )}
        {story && (
          <FilterButton onClick={() => onFilter({ correlation_id: story })}>
            Its whole story
          </FilterButton>
        )}
        <FilterButton
          onClick={() =>
            onFilter({ aggregate_type: event.aggregate_type, aggregate_id: event.aggregate_id })
          }
        >
          {`All of this ${event.aggregate_type}`}
        </FilterButton>
      </div>
      <dl className="grid grid-cols-[minmax(0,1fr)] gap-x-5 gap-y-1.5 text-sm sm:grid-cols-[auto_minmax(0,1fr)]">
        <Fact name="Type">
          <code>{event.event_type}</code>, version {event.event_version}
        </Fact>
        <Fact name="Recorded">{exactTime(event.recorded_at)}</Fact>
        <Fact name="By">
          {event.actor === null ? "not said" : actorName(event.actor)}
          {event.source !== null && `, ${sentenceCase(event.source).toLowerCase()}`}
        </Fact>
        <Fact name="Of">
          {event.aggregate_type} <code>{event.aggregate_id}</code>, its event {event.sequence}
        </Fact>
        {event.causation_id !== null && (
          <Fact name="Because of">
            <Cause name={event.causation_id} />
          </Fact>
        )}
        {story !== null && (
          <Fact name="Story">
            <code>{story}</code>
          </Fact>
        )}
        {event.request_id !== null && (
          <Fact name="Request">
            <code>{event.request_id}</code>
          </Fact>
        )}
        <Fact name="Chain">
          <code className="select-all">{event.chain_hash}</code>
        </Fact>
      </dl>
      <div className="grid grid-cols-[minmax(0,1fr)] gap-2">
        <div className="flex items-center justify-between">
          <h4 className="font-medium text-sm">Payload</h4>
          <CopyButton text={JSON.stringify(event, null, 2)} label="Copy the event" />
        </div>
        <EventPayload event={event} />
      </div>
    </div>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="sm:contents">
      <dt className="text-soft">{name}</dt>
      <dd className="figures break-words [overflow-wrap:anywhere]">{children}</dd>
    </div>
  );
}

function FilterButton({ onClick, children }: { onClick: () => void; children: ReactNode }) {
  return (
    <button type="button" onClick={onClick} className={buttonStyle({ size: "small" })}>
      {children}
    </button>
  );
}

/** An earlier event opens in its turn; a delivery is named, and stands in the inbox. */
function Cause({ name }: { name: string }) {
  const position = /^event:(\d+)$/.exec(name)?.[1];
  if (position === undefined) return <code>{name}</code>;
  return (
    <Link
      from="/admin/audit"
      to="/admin/audit"
      search={(search) => ({ ...search, event: position })}
      className="underline decoration-line-strong underline-offset-2 hover:decoration-ink"
    >
      event {formatCount(Number(position))}
    </Link>
  );
}

import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { ScrollText } from "lucide-react";
import { columnsFor } from "@/components/data-table";
import { ListPage } from "@/components/list-page";
import { PageHeader } from "@/components/page-header";
import { RelativeTime } from "@/components/relative-time";
import { factsOf } from "@/components/timeline/event-facts";
import { actorName, wordsFor } from "@/components/timeline/event-words";
import { formatCount } from "@/lib/count";
import { sentenceCase } from "@/lib/sentence-case";
import type { AuditedEvent } from "@/services/contract";
import { type EventFilters, eventsQuery, positionIn } from "./api";
import { AuditTabs } from "./audit-tabs";
import { EventDrawer } from "./event-drawer";
import { EventFilterBar } from "./event-filters";
import { LastHead } from "./last-head";

type Row = AuditedEvent & { id: string };

const column = columnsFor<Row>();

const columns = column.columns([
  column.accessor("event_type", {
    header: "What",
    cell: ({ row: { original: event } }) => <What event={event} />,
  }),
  column.accessor("position", {
    header: "Position",
    meta: { from: "sm", align: "right" },
    cell: ({ row: { original: event } }) => (
      <span className="figures text-soft">{formatCount(event.position)}</span>
    ),
  }),
  column.accessor("aggregate_id", {
    header: "Of",
    meta: { from: "lg" },
    cell: ({ row: { original: event } }) => (
      <span className="whitespace-nowrap">
        {sentenceCase(event.aggregate_type)}{" "}
        <code className="text-soft">…{event.aggregate_id.slice(-6)}</code>
      </span>
    ),
  }),
  column.accessor("actor", {
    header: "Who",
    meta: { from: "md" },
    cell: ({ row: { original: event } }) => (
      <span className="whitespace-nowrap">{event.actor && actorName(event.actor)}</span>
    ),
  }),
  column.accessor("recorded_at", {
    header: "Recorded",
    meta: { align: "right" },
    cell: ({ row: { original: event } }) => <RelativeTime at={event.recorded_at} />,
  }),
]);

function What({ event }: { event: AuditedEvent }) {
  const words = wordsFor(event.event_type);
  const facts = factsOf(event);
  return (
    <Link
      from="/admin/audit"
      to="/admin/audit"
      search={(search) => ({ ...search, event: String(event.position) })}
      resetScroll={false}
      // The link covers its whole row, which is then one large target.
      className="grid after:absolute after:inset-0 hover:underline"
    >
      <span className="flex items-center gap-2 font-medium">
        <words.icon aria-hidden className="size-4 shrink-0 text-soft" />
        {words.title}
      </span>
      <span className="figures text-soft">
        <code className="text-[0.8125rem]">{event.event_type}</code>
        {facts.length > 0 && ` · ${facts.join(" · ")}`}
      </span>
    </Link>
  );
}

/** What the page's address says: the filters, and which event is open. */
type EventsAddress = EventFilters & { event?: string };

type Props = { address: EventsAddress; onAddress: (address: EventsAddress) => void };

export function EventsPage({ address, onAddress }: Props) {
  const { event: opened, ...filters } = address;
  const { cursor, ...chosen } = filters;
  const query = useQuery(eventsQuery(filters));
  const rows = query.data && {
    ...query.data,
    items: query.data.items.map((event) => ({ ...event, id: String(event.position) })),
  };
  const clear = Object.keys(chosen).length > 0 ? () => onAddress({}) : undefined;
  return (
    <>
      <PageHeader
        title="Audit"
        lead="Everything that was ever recorded, the newest first. Nothing is changed or deleted."
      />
      <AuditTabs />
      <LastHead />
      <EventFilterBar
        filters={filters}
        onChange={(changed) => onAddress(withoutBlanks({ ...chosen, ...changed }))}
        onClear={clear}
      />
      <ListPage
        noun="events"
        query={{ ...query, data: rows }}
        columns={columns}
        icon={ScrollText}
        emptyText="The first one is recorded when the first package is made or the first customer buys."
        onClearFilters={clear}
        cursor={cursor}
        onMove={(next) => onAddress(withoutBlanks({ ...chosen, cursor: next }))}
      />
      <EventDrawer
        position={positionIn(opened)}
        onClose={() => onAddress(filters)}
        onFilter={onAddress}
      />
    </>
  );
}

function withoutBlanks(
  filters: {
    [name in keyof EventFilters]?: string | undefined;
  },
): EventFilters {
  return Object.fromEntries(Object.entries(filters).filter(([, value]) => value !== undefined));
}

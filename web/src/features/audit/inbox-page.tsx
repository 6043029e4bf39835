import { useQuery } from "@tanstack/react-query";
import { Inbox } from "lucide-react";
import { useMemo, useState } from "react";
import { columnsFor } from "@/components/data-table";
import { FilterTabs } from "@/components/filter-tabs";
import { ListPage } from "@/components/list-page";
import { PageHeader } from "@/components/page-header";
import { RelativeTime } from "@/components/relative-time";
import { DeliveryBadge } from "@/components/status-badge";
import { DeliveryDrawer } from "@/components/timeline/delivery-drawer";
import { sentenceCase } from "@/lib/sentence-case";
import type { Delivery } from "@/services/contract";
import { DELIVERY_STATES, type InboxFilters, inboxQuery } from "./api";

const column = columnsFor<Delivery>();

function columnsWith(open: (delivery: Delivery) => void) {
  return column.columns([
    column.accessor("road", {
      header: "What",
      cell: ({ row: { original: delivery } }) => (
        <button
          type="button"
          onClick={() => open(delivery)}
          className="text-left font-medium after:absolute after:inset-0 hover:underline"
        >
          {sentenceCase(delivery.road)}
          {delivery.note && <span className="block font-normal text-soft">{delivery.note}</span>}
        </button>
      ),
    }),
    column.accessor("state", {
      header: "State",
      cell: ({ row: { original: delivery } }) => <DeliveryBadge state={delivery.state} />,
    }),
    column.accessor("trust", {
      header: "Trust",
      meta: { from: "md" },
      cell: ({ row: { original: delivery } }) => sentenceCase(delivery.trust),
    }),
    column.accessor("source_address", {
      header: "From",
      meta: { from: "lg" },
      cell: ({ row: { original: delivery } }) => (
        <span className="figures">{delivery.source_address ?? "unknown"}</span>
      ),
    }),
    column.accessor("received_at", {
      header: "Arrived",
      meta: { align: "right" },
      cell: ({ row: { original: delivery } }) => <RelativeTime at={delivery.received_at} />,
    }),
  ]);
}

type Props = { filters: InboxFilters; onFilters: (filters: InboxFilters) => void };

export function InboxPage({ filters, onFilters }: Props) {
  const query = useQuery(inboxQuery(filters));
  const [opened, setOpened] = useState<Delivery | null>(null);
  const columns = useMemo(() => columnsWith(setOpened), []);
  const chosen = filters.state ? { state: filters.state } : {};
  return (
    <>
      <PageHeader
        title="Inbox"
        lead="Everything that Safaricom, or somebody posing as it, has delivered, as it came."
      />
      <FilterTabs
        label="State"
        options={DELIVERY_STATES}
        chosen={filters.state}
        onChoose={(state) => onFilters(state ? { state } : {})}
      />
      <ListPage
        noun="deliveries"
        query={query}
        columns={columns}
        icon={Inbox}
        emptyText="Deliveries are stored here before anything reads them."
        onClearFilters={filters.state ? () => onFilters({}) : undefined}
        cursor={filters.cursor}
        onMove={(cursor) => onFilters(cursor ? { ...chosen, cursor } : chosen)}
      />
      <DeliveryDrawer delivery={opened} onClose={() => setOpened(null)} />
    </>
  );
}

import { useQuery } from "@tanstack/react-query";
import { Undo2 } from "lucide-react";
import { useMemo, useState } from "react";
import { Amount } from "@/components/amount";
import { columnsFor } from "@/components/data-table";
import { FilterTabs } from "@/components/filter-tabs";
import { ListPage } from "@/components/list-page";
import { PageHeader } from "@/components/page-header";
import { RelativeTime } from "@/components/relative-time";
import { RefundBadge } from "@/components/status-badge";
import { Button } from "@/components/ui/button";
import type { Refund } from "@/services/contract";
import { REFUND_STAGES, type RefundFilters, refundsQuery, type Word } from "./api";
import { SayDialog } from "./say-dialog";

type Asked = { refund: Refund; word: Word };

const column = columnsFor<Refund>();

function columnsWith(ask: (asked: Asked) => void) {
  return column.columns([
    column.accessor("amount_cents", {
      header: "Amount",
      cell: ({ row: { original: refund } }) => (
        <>
          <Amount cents={refund.amount_cents} className="font-medium" />
          <span className="block text-soft">
            {refund.way === "REVERSAL" ? `Reversal of ${refund.receipt}` : "Out of the wallet"}
          </span>
        </>
      ),
    }),
    column.accessor("reason", {
      header: "Why",
      meta: { from: "md" },
      cell: ({ row: { original: refund } }) => (
        <>
          {refund.reason}
          {refund.failure_message && (
            <span className="block text-bad">{refund.failure_message}</span>
          )}
        </>
      ),
    }),
    column.accessor("stage", {
      header: "Stage",
      cell: ({ row: { original: refund } }) => <RefundBadge stage={refund.stage} />,
    }),
    column.accessor("asked_at", {
      header: "Asked",
      meta: { align: "right", from: "sm" },
      cell: ({ row: { original: refund } }) => <RelativeTime at={refund.asked_at} />,
    }),
    column.display({
      id: "say",
      header: () => <span className="sr-only">Actions</span>,
      meta: { align: "right" },
      cell: ({ row: { original: refund } }) => (
        <span className="flex flex-wrap justify-end gap-1.5">
          {refund.stage === "AWAITS_APPROVAL" && (
            <Button size="small" onClick={() => ask({ refund, word: "approve" })}>
              Agree
            </Button>
          )}
          {(refund.stage === "AWAITS_APPROVAL" || refund.stage === "WAITING") && (
            <Button size="small" look="quiet" onClick={() => ask({ refund, word: "withdraw" })}>
              Take back
            </Button>
          )}
        </span>
      ),
    }),
  ]);
}

type Props = { filters: RefundFilters; onFilters: (filters: RefundFilters) => void };

export function RefundsPage({ filters, onFilters }: Props) {
  const query = useQuery(refundsQuery(filters));
  const [asked, setAsked] = useState<Asked | null>(null);
  const columns = useMemo(() => columnsWith(setAsked), []);
  const chosen = filters.stage ? { stage: filters.stage } : {};
  return (
    <>
      <PageHeader
        title="Refunds"
        lead="Money on its way back to customers. Large amounts need a second person."
      />
      <FilterTabs
        label="Stage"
        options={REFUND_STAGES}
        chosen={filters.stage}
        onChoose={(stage) => onFilters(stage ? { stage } : {})}
      />
      <ListPage
        noun="refunds"
        query={query}
        columns={columns}
        icon={Undo2}
        emptyText="Give a payment back from its page, and it stands here until it has arrived."
        onClearFilters={filters.stage ? () => onFilters({}) : undefined}
        cursor={filters.cursor}
        onMove={(cursor) => onFilters(cursor ? { ...chosen, cursor } : chosen)}
      />
      {asked && <SayDialog {...asked} onClose={() => setAsked(null)} />}
    </>
  );
}

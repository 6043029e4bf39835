import { useQuery } from "@tanstack/react-query";
import { CircleAlert, CircleCheck, FileSpreadsheet } from "lucide-react";
import { useMemo } from "react";
import { columnsFor } from "@/components/data-table";
import { ListPage } from "@/components/list-page";
import { PageHeader } from "@/components/page-header";
import { RelativeTime } from "@/components/relative-time";
import { Badge } from "@/components/ui/badge";
import { formatCount } from "@/lib/count";
import { calendarDay, nairobiDay } from "@/lib/time";
import type { Statement } from "@/services/contract";
import { type ReconciliationFilters, statementsQuery } from "./api";
import { Breaks } from "./breaks";
import { GiveStatement } from "./give-statement";

const column = columnsFor<Statement>();

function columnsWith(open: (statementId: string) => void) {
  return column.columns([
    column.accessor("from", {
      header: "Statement",
      cell: ({ row: { original: item } }) => (
        <button
          type="button"
          onClick={() => open(item.id)}
          className="text-left font-medium after:absolute after:inset-0 hover:underline"
        >
          {calendarDay(nairobiDay(item.from))} to {calendarDay(nairobiDay(item.to))}
          <span className="block font-normal text-soft">
            {[item.short_code, item.account].filter(Boolean).join(", ")}
          </span>
        </button>
      ),
    }),
    column.accessor("lines", {
      header: "Lines",
      meta: { align: "right", from: "sm" },
      cell: ({ row: { original: item } }) => (
        <span className="figures">{formatCount(item.lines)}</span>
      ),
    }),
    column.accessor("open_breaks", {
      header: "Breaks",
      cell: ({ row: { original: item } }) =>
        item.open_breaks === 0 ? (
          <Badge tone="good" icon={CircleCheck}>
            None open
          </Badge>
        ) : (
          <Badge tone="warn" icon={CircleAlert}>
            {`${formatCount(item.open_breaks)} open`}
          </Badge>
        ),
    }),
    column.accessor("imported_at", {
      header: "Taken in",
      meta: { align: "right", from: "sm" },
      cell: ({ row: { original: item } }) => <RelativeTime at={item.imported_at} />,
    }),
  ]);
}

type Props = {
  filters: ReconciliationFilters;
  onFilters: (filters: ReconciliationFilters) => void;
  onOpen: (statementId: string) => void;
};

export function ReconciliationPage({ filters, onFilters, onOpen }: Props) {
  const query = useQuery(statementsQuery(filters.cursor));
  const columns = useMemo(() => columnsWith(onOpen), [onOpen]);
  const withBreaks = filters.breaks ? { breaks: filters.breaks } : {};
  const withCursor = filters.cursor ? { cursor: filters.cursor } : {};
  return (
    <>
      <PageHeader
        title="Reconciliation"
        lead="Statements of the M-Pesa account beside the ledger, line by line."
      />
      <GiveStatement onTaken={onOpen} />
      <ListPage
        noun="statements"
        query={query}
        columns={columns}
        icon={FileSpreadsheet}
        emptyText="The first one is compared with everything that the ledger has."
        cursor={filters.cursor}
        onMove={(cursor) => onFilters({ ...withBreaks, ...(cursor && { cursor }) })}
      />
      <h2 className="mt-8 mb-3 font-semibold text-lg">Open breaks</h2>
      <Breaks
        filters={{ isOpen: true, cursor: filters.breaks }}
        onMove={(breaks) => onFilters({ ...withCursor, ...(breaks && { breaks }) })}
      />
    </>
  );
}

import { useQuery } from "@tanstack/react-query";
import { CircleCheck, Scale } from "lucide-react";
import { useMemo, useState } from "react";
import { Amount } from "@/components/amount";
import { columnsFor } from "@/components/data-table";
import { ListPage } from "@/components/list-page";
import { RelativeTime } from "@/components/relative-time";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import type { Break } from "@/services/contract";
import { type BreakFilters, breaksQuery } from "./api";
import { Expected } from "./expected";
import { ResolveDialog } from "./resolve-dialog";

const column = columnsFor<Break>();

function columnsWith(explain: (item: Break) => void) {
  return column.columns([
    column.accessor("words", {
      header: "What differs",
      cell: ({ row: { original: item } }) => (
        <>
          <span className="block font-medium">{item.words}</span>
          <span className="text-soft">
            {[item.receipt, item.row !== null && `row ${item.row}`].filter(Boolean).join(", ")}
          </span>
          <Expected cents={item.statement_cents} expected={item.expected_cents} />
        </>
      ),
    }),
    column.accessor("statement_cents", {
      header: "Statement",
      meta: { align: "right", from: "lg" },
      cell: ({ row: { original: item } }) => <Amount cents={item.statement_cents} />,
    }),
    column.accessor("ledger_cents", {
      header: "Ledger",
      meta: { align: "right", from: "lg" },
      cell: ({ row: { original: item } }) => <Amount cents={item.ledger_cents} />,
    }),
    column.accessor((item) => item.statement_cents - item.ledger_cents, {
      id: "difference",
      header: "Differs by",
      meta: { align: "right" },
      cell: ({ getValue }) => <Amount cents={getValue()} className="font-medium" />,
    }),
    column.accessor("moved_at", {
      header: "Moved",
      meta: { from: "md" },
      cell: ({ row: { original: item } }) => <RelativeTime at={item.moved_at} />,
    }),
    column.display({
      id: "done",
      header: () => <span className="sr-only">Actions</span>,
      meta: { align: "right" },
      cell: ({ row: { original: item } }) =>
        item.resolved_at === null ? (
          <Button size="small" onClick={() => explain(item)}>
            Explain
          </Button>
        ) : (
          <span className="grid justify-items-end gap-1">
            <Badge tone="good" icon={CircleCheck}>
              Explained
            </Badge>
            <span className="max-w-60 text-right text-soft">{item.resolution}</span>
          </span>
        ),
    }),
  ]);
}

type Props = { filters: BreakFilters; onMove: (cursor: string | undefined) => void };

export function Breaks({ filters, onMove }: Props) {
  const query = useQuery(breaksQuery(filters));
  const [explained, setExplained] = useState<Break | null>(null);
  const columns = useMemo(() => columnsWith(setExplained), []);
  return (
    <>
      <ListPage
        noun="breaks"
        query={query}
        columns={columns}
        icon={Scale}
        emptyText="Where a statement and the ledger differ, and nothing safe explains it, it stands here."
        cursor={filters.cursor}
        onMove={onMove}
      />
      {explained && <ResolveDialog item={explained} onClose={() => setExplained(null)} />}
    </>
  );
}

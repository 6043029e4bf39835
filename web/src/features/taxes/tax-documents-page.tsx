import { useQuery } from "@tanstack/react-query";
import { Download, FileText } from "lucide-react";
import { useMemo, useState } from "react";
import { Amount } from "@/components/amount";
import { columnsFor } from "@/components/data-table";
import { FilterTabs } from "@/components/filter-tabs";
import { ListPage } from "@/components/list-page";
import { PageHeader } from "@/components/page-header";
import { RelativeTime } from "@/components/relative-time";
import { TaxBadge } from "@/components/status-badge";
import { Button } from "@/components/ui/button";
import { formatMoney } from "@/lib/money";
import {
  TAX_STAGES,
  type TaxFilters,
  type TaxRow,
  taxDocumentsQuery,
  useSavePaper,
  useSendAgain,
} from "./api";
import { EnterDialog } from "./enter-dialog";
import { RegisterPanel } from "./register-panel";

const column = columnsFor<TaxRow>();

type Doings = {
  save: (row: TaxRow) => void;
  sendAgain: (row: TaxRow) => void;
  enter: (row: TaxRow) => void;
};

function columnsWith({ save, sendAgain, enter }: Doings) {
  return column.columns([
    column.accessor("number", {
      header: "Number",
      cell: ({ row: { original: document } }) => (
        <>
          <span className="font-medium tabular-nums">{document.number}</span>
          <span className="block text-soft">
            {document.credit_of === null ? "Invoice" : `Credits ${document.credit_of}`}
          </span>
        </>
      ),
    }),
    column.accessor("package", {
      header: "Item",
      meta: { from: "md" },
      cell: ({ row: { original: document } }) => (
        <>
          {document.package}
          {document.refusal_message && (
            <span className="block text-bad">
              {document.refusal_message} ({document.refusal_code})
            </span>
          )}
        </>
      ),
    }),
    column.accessor("total_cents", {
      header: "Total",
      meta: { align: "right" },
      cell: ({ row: { original: document } }) => (
        <>
          <Amount cents={document.total_cents} className="font-medium" />
          <span className="block text-soft">
            {formatMoney(document.vat_cents + document.excise_cents)} tax
          </span>
        </>
      ),
    }),
    column.accessor("stage", {
      header: "Stage",
      cell: ({ row: { original: document } }) => <TaxBadge stage={document.stage} />,
    }),
    column.accessor("sold_at", {
      header: "Sold",
      meta: { align: "right", from: "sm" },
      cell: ({ row: { original: document } }) => <RelativeTime at={document.sold_at} />,
    }),
    column.display({
      id: "do",
      header: () => <span className="sr-only">Actions</span>,
      meta: { align: "right" },
      cell: ({ row: { original: document } }) => (
        <span className="flex flex-wrap justify-end gap-1.5">
          {document.control_unit && (
            <Button
              size="small"
              look="quiet"
              aria-label={`Save ${document.number} as PDF`}
              onClick={() => save(document)}
            >
              <Download aria-hidden />
              PDF
            </Button>
          )}
          {document.stage === "REFUSED" && (
            <>
              <Button size="small" onClick={() => sendAgain(document)}>
                Send again
              </Button>
              <Button size="small" look="quiet" onClick={() => enter(document)}>
                Enter
              </Button>
            </>
          )}
        </span>
      ),
    }),
  ]);
}

type Props = { filters: TaxFilters; isAdmin: boolean; onFilters: (filters: TaxFilters) => void };

export function TaxDocumentsPage({ filters, isAdmin, onFilters }: Props) {
  const query = useQuery(taxDocumentsQuery(filters));
  const { mutate: save } = useSavePaper();
  const { mutate: sendAgain } = useSendAgain();
  const [entered, setEntered] = useState<TaxRow | null>(null);
  const columns = useMemo(
    () => columnsWith({ save, sendAgain: ({ number }) => sendAgain(number), enter: setEntered }),
    [save, sendAgain],
  );
  const chosen = filters.stage ? { stage: filters.stage } : {};
  return (
    <>
      <PageHeader
        title="Tax invoices"
        lead="Each sale has one, signed by the tax authority. No sale waits for it."
      />
      <RegisterPanel isAdmin={isAdmin} />
      <FilterTabs
        label="Stage"
        options={TAX_STAGES}
        chosen={filters.stage}
        onChoose={(stage) => onFilters(stage ? { stage } : {})}
      />
      <ListPage
        noun="tax invoices"
        query={query}
        columns={columns}
        icon={FileText}
        emptyText="Once the register is open, each sale has its invoice here."
        onClearFilters={filters.stage ? () => onFilters({}) : undefined}
        cursor={filters.cursor}
        onMove={(cursor) => onFilters(cursor ? { ...chosen, cursor } : chosen)}
      />
      {entered && <EnterDialog document={entered} onClose={() => setEntered(null)} />}
    </>
  );
}

import { useQuery } from "@tanstack/react-query";
import { ReceiptText } from "lucide-react";
import { useMemo } from "react";
import { onlyColumns } from "@/components/data-table";
import { ListPage } from "@/components/list-page";
import { PageHeader } from "@/components/page-header";
import { type PaymentFilters, paymentsQuery } from "./api";
import { paymentColumns } from "./columns";
import { PaymentFilterBar } from "./filters";
import { useChosenColumns } from "./shown-columns";
import { ColumnsMenu, CsvButton } from "./table-tools";
import { ViewsMenu } from "./views-menu";

type Props = {
  filters: PaymentFilters;
  onFilters: (filters: PaymentFilters) => void;
  /** Whose views are shown. */
  ownerId: string;
};

export function PaymentsPage({ filters, onFilters, ownerId }: Props) {
  const query = useQuery(paymentsQuery(filters));
  const choice = useChosenColumns();
  const columns = useMemo(
    () => onlyColumns(paymentColumns, choice.shown, { atAnyWidth: choice.chosen !== null }),
    [choice.shown, choice.chosen],
  );
  const { cursor, ...chosen } = filters;
  const isFiltered = Object.keys(chosen).length > 0;
  const clear = isFiltered ? () => onFilters({}) : undefined;

  return (
    <>
      <PageHeader title="Payments" lead="Newest first. The list refreshes by itself.">
        <div className="flex flex-wrap gap-2 print:hidden">
          <ViewsMenu key={ownerId} ownerId={ownerId} filters={chosen} onOpen={onFilters} />
          <ColumnsMenu columns={choice} />
          <CsvButton rows={query.data?.items} shown={choice.shown} />
        </div>
      </PageHeader>
      <PaymentFilterBar
        filters={filters}
        onChange={(changed) => onFilters(withoutBlanks({ ...chosen, ...changed }))}
        onClear={clear}
      />
      <ListPage
        noun="payments"
        query={query}
        columns={columns}
        icon={ReceiptText}
        emptyText="They appear here as soon as somebody buys a package on the portal."
        onClearFilters={clear}
        cursor={cursor}
        onMove={(next) => onFilters(withoutBlanks({ ...chosen, cursor: next }))}
      />
    </>
  );
}

function withoutBlanks(
  filters: {
    [name in keyof PaymentFilters]?: string | undefined;
  },
): PaymentFilters {
  return Object.fromEntries(
    Object.entries(filters).filter(([, value]) => value !== undefined && value !== ""),
  );
}

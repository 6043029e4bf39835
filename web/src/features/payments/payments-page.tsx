import { useQuery } from "@tanstack/react-query";
import { ReceiptText } from "lucide-react";
import { useMemo } from "react";
import { onlyColumns } from "@/components/data-table";
import { ListPage } from "@/components/list-page";
import { PageHeader } from "@/components/page-header";

import { orderOf, type PaymentFilters, paymentsQuery } from "./api";
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
  const { order, names } = orderOf(filters);
  const change = (changed: Changed) => {
    const { sort, ...others } = { ...chosen, ...changed };
    // The order that the list has by itself is not in the address.
    const isChosen = sort !== orderOf({}).order;
    onFilters(withoutBlanks({ ...others, ...(isChosen && { sort }) }));
  };

  return (
    <>
      <PageHeader title="Payments" lead={`${names.first} first. The list refreshes by itself.`}>
        <div className="flex flex-wrap gap-2 print:hidden">
          <ViewsMenu key={ownerId} ownerId={ownerId} filters={chosen} onOpen={onFilters} />
          <ColumnsMenu columns={choice} />
          <CsvButton rows={query.data?.items} shown={choice.shown} />
        </div>
      </PageHeader>
      <PaymentFilterBar filters={filters} onChange={change} onClear={clear} />
      <ListPage
        noun="payments"
        query={query}
        columns={columns}
        icon={ReceiptText}
        emptyText="They appear here as soon as somebody buys a package on the portal."
        onClearFilters={clear}
        sorting={{ order, names, onOrder: (sort) => change({ sort }) }}
        cursor={cursor}
        onMove={(next) => onFilters(withoutBlanks({ ...chosen, cursor: next }))}
      />
    </>
  );
}

type Changed = { [name in keyof PaymentFilters]?: string | undefined };

function withoutBlanks(filters: Changed): PaymentFilters {
  return Object.fromEntries(
    Object.entries(filters).filter(([, value]) => value !== undefined && value !== ""),
  );
}

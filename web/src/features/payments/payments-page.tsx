import { useQuery } from "@tanstack/react-query";
import { ReceiptText } from "lucide-react";
import { ListPage } from "@/components/list-page";
import { PageHeader } from "@/components/page-header";
import { type PaymentFilters, paymentsQuery } from "./api";
import { paymentColumns } from "./columns";
import { PaymentFilterBar } from "./filters";

type Props = {
  filters: PaymentFilters;
  onFilters: (filters: PaymentFilters) => void;
};

export function PaymentsPage({ filters, onFilters }: Props) {
  const query = useQuery(paymentsQuery(filters));
  const { cursor, ...chosen } = filters;
  const isFiltered = Object.keys(chosen).length > 0;
  const clear = isFiltered ? () => onFilters({}) : undefined;

  return (
    <>
      <PageHeader title="Payments" lead="Newest first. The list refreshes by itself." />
      <PaymentFilterBar
        filters={filters}
        onChange={(changed) => onFilters(withoutBlanks({ ...chosen, ...changed }))}
        onClear={clear}
      />
      <ListPage
        noun="payments"
        query={query}
        columns={paymentColumns}
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

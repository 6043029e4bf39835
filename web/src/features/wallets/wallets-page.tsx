import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Wallet as WalletIcon } from "lucide-react";
import { useMemo, useState } from "react";
import { Amount } from "@/components/amount";
import { columnsFor } from "@/components/data-table";
import { ListPage } from "@/components/list-page";
import { PageHeader } from "@/components/page-header";
import { PayOutDialog } from "@/components/pay-out-dialog";
import { StatementDialog } from "@/components/statement-dialog";
import { Button } from "@/components/ui/button";
import type { Wallet } from "@/services/contract";
import { PAY_OUT_CENTS_MIN } from "@/services/wallets";
import { type WalletFilters, type WalletRow, walletsQuery } from "./api";

const column = columnsFor<WalletRow>();

type Doing = { wallet: Wallet; what: "statement" | "payout" };

function columnsWith(start: (doing: Doing) => void, decides: boolean) {
  return column.columns([
    column.accessor("customer_name", {
      header: "Customer",
      cell: ({ row: { original: wallet } }) => (
        <>
          <Link
            to="/admin/customers/$customerId"
            params={{ customerId: wallet.customer_id }}
            className="font-medium hover:underline"
          >
            {wallet.customer_name ?? "Guest"}
          </Link>
          <code className="block text-soft">{wallet.customer_id.slice(-12)}</code>
        </>
      ),
    }),
    column.accessor("balance_cents", {
      header: "Holds",
      meta: { align: "right" },
      cell: ({ row: { original: wallet } }) => (
        <Amount
          cents={wallet.balance_cents}
          // Only a wallet that holds something stands out.
          className={wallet.balance_cents === 0 ? "text-soft" : "font-semibold"}
        />
      ),
    }),
    column.display({
      id: "do",
      header: () => <span className="sr-only">Actions</span>,
      meta: { align: "right" },
      cell: ({ row: { original: wallet } }) => (
        <span className="flex flex-wrap justify-end gap-1.5">
          <Button size="small" look="quiet" onClick={() => start({ wallet, what: "statement" })}>
            Statement
          </Button>
          {decides && wallet.balance_cents >= PAY_OUT_CENTS_MIN && (
            <Button size="small" onClick={() => start({ wallet, what: "payout" })}>
              Pay out
            </Button>
          )}
        </span>
      ),
    }),
  ]);
}

type Props = {
  filters: WalletFilters;
  onFilters: (filters: WalletFilters) => void;
  /** Whether whoever looks decides about money. */
  decides: boolean;
};

export function WalletsPage({ filters, onFilters, decides }: Props) {
  const query = useQuery(walletsQuery(filters));
  const [doing, setDoing] = useState<Doing | null>(null);
  const columns = useMemo(() => columnsWith(setDoing, decides), [decides]);
  const chosen = filters.customer ? { customer: filters.customer } : {};
  return (
    <>
      <PageHeader
        title="Wallets"
        lead="What customers have paid and not used yet. It is used first when they buy next."
      />
      <ListPage
        noun="wallets"
        query={query}
        columns={columns}
        icon={WalletIcon}
        emptyText="A wallet appears here when its customer has paid."
        onClearFilters={filters.customer ? () => onFilters({}) : undefined}
        cursor={filters.cursor}
        onMove={(cursor) => onFilters(cursor ? { ...chosen, cursor } : chosen)}
      />
      {doing?.what === "payout" && (
        <PayOutDialog wallet={doing.wallet} onClose={() => setDoing(null)} />
      )}
      {doing?.what === "statement" && (
        <StatementDialog wallet={doing.wallet} onClose={() => setDoing(null)} />
      )}
    </>
  );
}

import { Link } from "@tanstack/react-router";
import { Amount } from "@/components/amount";
import { columnsFor } from "@/components/data-table";
import { Msisdn } from "@/components/msisdn";
import { RelativeTime } from "@/components/relative-time";
import { ActiveBadge } from "@/components/status-badge";
import type { Customer } from "@/services/contract";
import { nameOf } from "./words";

const column = columnsFor<Customer>();

export const customerColumns = column.columns([
  column.accessor(nameOf, {
    id: "customer",
    header: "Customer",
    cell: ({ row: { original: customer } }) => (
      <Link
        to="/admin/customers/$customerId"
        params={{ customerId: customer.id }}
        // The link covers its whole row, which is then one large target.
        className="font-medium after:absolute after:inset-0 hover:underline"
      >
        {nameOf(customer)}
        <Second customer={customer} />
      </Link>
    ),
  }),
  column.accessor("is_guest", {
    header: "Login",
    meta: { from: "sm" },
    cell: ({ row: { original: customer } }) => (
      <span className="flex flex-wrap items-center gap-2">
        {customer.is_guest ? (
          <span className="text-soft">none</span>
        ) : (
          (customer.username ?? "With a login")
        )}
        {!customer.is_active && <ActiveBadge active={false} off="Disabled" />}
      </span>
    ),
  }),
  column.accessor("created_at", {
    header: "Since",
    meta: { from: "md" },
    cell: ({ row: { original: customer } }) => <RelativeTime at={customer.created_at} />,
  }),
  column.accessor("wallet_balance_cents", {
    header: "Wallet",
    meta: { align: "right" },
    cell: ({ row: { original: customer } }) => (
      <Amount
        cents={customer.wallet_balance_cents}
        // Only a wallet that holds something stands out.
        className={customer.wallet_balance_cents === 0 ? "text-soft" : "font-semibold"}
      />
    ),
  }),
]);

/** Their phone below the name; guests of whom nothing is known are told apart by their ids. */
function Second({ customer: { id, name, username, phone_number } }: { customer: Customer }) {
  if (phone_number === null) {
    return <code className="block font-normal text-soft">{id.slice(-12)}</code>;
  }
  if (name === null && username === null) return null;
  return (
    <span className="block font-normal text-soft">
      <Msisdn number={phone_number} />
    </span>
  );
}

import { Link } from "@tanstack/react-router";
import { Amount } from "@/components/amount";
import { columnsFor } from "@/components/data-table";
import { Msisdn } from "@/components/msisdn";
import { RelativeTime } from "@/components/relative-time";
import { NeedsLookBadge, PaymentBadge } from "@/components/status-badge";
import type { Payment } from "@/services/contract";
import { roadName } from "./shown-columns";

const column = columnsFor<Payment>();

export const paymentColumns = column.columns([
  column.accessor((payment) => payment.customer_name ?? payment.phone_number, {
    id: "payer",
    header: "Payer",
    cell: ({ row: { original: payment } }) => (
      <Link
        to="/admin/payments/$paymentId"
        params={{ paymentId: payment.id }}
        // The link covers its whole row, which is then one large target.
        className="font-medium after:absolute after:inset-0 hover:underline"
      >
        {payment.customer_name ? (
          <>
            {payment.customer_name}
            {payment.phone_number !== null && (
              <span className="block font-normal text-soft">
                <Msisdn number={payment.phone_number} />
              </span>
            )}
          </>
        ) : (
          (payment.payer_name ?? (
            <Msisdn number={payment.phone_number ?? payment.payer_handle ?? "erased"} />
          ))
        )}
      </Link>
    ),
  }),
  column.accessor((payment) => payment.package?.name ?? "—", {
    id: "package",
    header: "Package",
    meta: { from: "md" },
  }),
  column.accessor("mpesa_receipt_number", {
    id: "receipt",
    header: "Receipt",
    meta: { from: "lg" },
    cell: ({ row: { original: payment } }) => <Code text={payment.mpesa_receipt_number} />,
  }),
  column.accessor("account_reference", {
    id: "account",
    header: "Account",
    cell: ({ row: { original: payment } }) => <Code text={payment.account_reference} />,
  }),
  column.accessor("road", {
    id: "road",
    header: "Road",
    cell: ({ row: { original: payment } }) => roadName(payment.road),
  }),
  column.accessor("status", {
    id: "status",
    header: "Status",
    cell: ({ row: { original: payment } }) => (
      <span className="flex flex-wrap gap-1.5">
        <PaymentBadge status={payment.status} />
        {payment.needs_a_look && <NeedsLookBadge />}
      </span>
    ),
  }),
  column.accessor("initiated_at", {
    id: "started",
    header: "Started",
    meta: { from: "sm", orders: { descending: "NEWEST", ascending: "OLDEST" } },
    cell: ({ row: { original: payment } }) => <RelativeTime at={payment.initiated_at} />,
  }),
  column.accessor("completed_at", {
    id: "completed",
    header: "Completed",
    cell: ({ row: { original: payment } }) =>
      payment.completed_at ? (
        <RelativeTime at={payment.completed_at} />
      ) : (
        <span className="text-soft">—</span>
      ),
  }),
  column.accessor("amount_cents", {
    id: "asked",
    header: "Asked",
    meta: { align: "right" },
    cell: ({ row: { original: payment } }) => <Amount cents={payment.amount_cents} />,
  }),
  column.accessor((payment) => payment.amount_paid_cents ?? payment.amount_cents, {
    id: "amount",
    header: "Amount",
    meta: { align: "right", orders: { descending: "LARGEST", ascending: "SMALLEST" } },
    cell: ({ row: { original: payment } }) => (
      <Amount
        cents={payment.amount_paid_cents ?? payment.amount_cents}
        // Only money that came in stands out.
        className={payment.amount_paid_cents == null ? "text-soft" : "font-semibold"}
      />
    ),
  }),
]);

function Code({ text }: { text: string | null }) {
  return text === null ? (
    <span className="text-soft">—</span>
  ) : (
    <code className="text-[0.8125rem]">{text}</code>
  );
}

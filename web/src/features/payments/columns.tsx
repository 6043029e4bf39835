import { Link } from "@tanstack/react-router";
import { Amount } from "@/components/amount";
import { columnsFor } from "@/components/data-table";
import { Msisdn } from "@/components/msisdn";
import { RelativeTime } from "@/components/relative-time";
import { NeedsLookBadge, PaymentBadge } from "@/components/status-badge";
import type { Payment } from "@/services/contract";

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
    header: "Receipt",
    meta: { from: "lg" },
    cell: ({ row: { original: payment } }) =>
      payment.mpesa_receipt_number ? (
        <code className="text-[0.8125rem]">{payment.mpesa_receipt_number}</code>
      ) : (
        <span className="text-soft">—</span>
      ),
  }),
  column.accessor("status", {
    header: "Status",
    cell: ({ row: { original: payment } }) => (
      <span className="flex flex-wrap gap-1.5">
        <PaymentBadge status={payment.status} />
        {payment.needs_a_look && <NeedsLookBadge />}
      </span>
    ),
  }),
  column.accessor("initiated_at", {
    header: "Started",
    meta: { from: "sm" },
    cell: ({ row: { original: payment } }) => <RelativeTime at={payment.initiated_at} />,
  }),
  column.accessor("amount_cents", {
    header: "Amount",
    meta: { align: "right" },
    cell: ({ row: { original: payment } }) => (
      <Amount
        cents={payment.amount_paid_cents ?? payment.amount_cents}
        // Only money that came in stands out.
        className={payment.amount_paid_cents == null ? "text-soft" : "font-semibold"}
      />
    ),
  }),
]);

import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { Amount } from "@/components/amount";
import { RelativeTime } from "@/components/relative-time";
import { PaymentBadge, RefundBadge, TaxBadge } from "@/components/status-badge";
import { formatMsisdn } from "@/lib/msisdn";
import { paymentsOfQuery, refundsOfQuery, taxDocumentsOfQuery } from "./api";
import { HistoryCard } from "./history-card";

export function PaymentsOf({ customerId, phone }: { customerId: string; phone: string | null }) {
  const query = useInfiniteQuery(paymentsOfQuery(customerId));
  return (
    <HistoryCard
      title="Payments"
      noun="payments"
      query={query}
      keyOf={(payment) => payment.id}
      emptyText="Nothing was paid for this customer yet."
      link={
        phone && (
          <Link to="/admin/payments" search={{ phone }} className="text-sm underline">
            All from {formatMsisdn(phone)}
          </Link>
        )
      }
    >
      {(payment) => (
        <>
          <Link
            to="/admin/payments/$paymentId"
            params={{ paymentId: payment.id }}
            className="min-w-0 break-words after:absolute after:inset-0 hover:underline"
          >
            <Amount
              cents={payment.amount_paid_cents ?? payment.amount_cents}
              className={payment.amount_paid_cents === null ? "text-soft" : "font-semibold"}
            />
            <span className="block text-soft">
              {payment.package?.name ?? "Paid without a prompt"}
              {payment.mpesa_receipt_number && `, ${payment.mpesa_receipt_number}`}
            </span>
          </Link>
          <Stand at={payment.initiated_at}>
            <PaymentBadge status={payment.status} />
          </Stand>
        </>
      )}
    </HistoryCard>
  );
}

export function RefundsOf({ customerId }: { customerId: string }) {
  const query = useInfiniteQuery(refundsOfQuery(customerId));
  return (
    <HistoryCard
      title="Refunds"
      noun="refunds"
      query={query}
      keyOf={(refund) => refund.id}
      emptyText="Nothing was given back."
      link={
        <Link to="/admin/refunds" className="text-sm underline">
          All refunds
        </Link>
      }
    >
      {(refund) => (
        <>
          <span className="min-w-0 break-words">
            <Amount cents={refund.amount_cents} className="font-semibold" />
            <span className="block text-soft">
              {refund.way === "REVERSAL" ? `Reversal of ${refund.receipt}` : "Out of the wallet"}
              {`: ${refund.reason}`}
            </span>
            {refund.failure_message && (
              <span className="block text-bad">{refund.failure_message}</span>
            )}
          </span>
          <Stand at={refund.asked_at}>
            <RefundBadge stage={refund.stage} />
          </Stand>
        </>
      )}
    </HistoryCard>
  );
}

export function TaxDocumentsOf({ customerId }: { customerId: string }) {
  const query = useInfiniteQuery(taxDocumentsOfQuery(customerId));
  return (
    <HistoryCard
      title="Tax invoices"
      noun="tax invoices"
      query={query}
      keyOf={(document) => document.number}
      emptyText="None is drawn yet. Each sale has one once the register is open."
      link={
        <Link to="/admin/tax-invoices" className="text-sm underline">
          All tax invoices
        </Link>
      }
    >
      {(document) => (
        <>
          <span className="min-w-0 break-words">
            <Amount cents={document.total_cents} className="font-semibold" />
            <span className="block text-soft">
              {document.credit_of === null
                ? `Invoice ${document.number}`
                : `Credit note ${document.number} on ${document.credit_of}`}
              {`, ${document.package}`}
              {document.buyer_kra_pin && `, PIN ${document.buyer_kra_pin}`}
            </span>
            {document.refusal_message && (
              <span className="block text-bad">
                {document.refusal_message} ({document.refusal_code})
              </span>
            )}
          </span>
          <Stand at={document.sold_at}>
            <TaxBadge stage={document.stage} />
          </Stand>
        </>
      )}
    </HistoryCard>
  );
}

/** Where it stands, and since when. */
function Stand({ at, children }: { at: string; children: ReactNode }) {
  return (
    <span className="grid shrink-0 justify-items-end gap-0.5 text-soft">
      {children}
      <RelativeTime at={at} />
    </span>
  );
}

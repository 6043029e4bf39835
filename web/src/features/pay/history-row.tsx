import { Link } from "wouter";
import { formatMoney } from "@/lib/money";
import { fullDayAndTime } from "@/lib/time";
import { useNow } from "@/lib/use-now";
import type { Payment } from "@/services/contract";
import { useLanguage } from "./language";
import { PaymentState } from "./payment-state";
import { SaveReceipt } from "./save-receipt";

/** One payment. All of the row leads to its page, and its receipt is saved beside it. */
export function HistoryRow({ payment }: { payment: Payment }) {
  const { language, words } = useLanguage();
  const now = useNow(60_000);
  const receipt = payment.mpesa_receipt_number;
  return (
    <li className="ledger-margin relative rounded-xl border border-line bg-card pt-3.5 pr-4 pb-3 pl-7 shadow-card hover:border-line-strong has-[a:focus-visible]:outline-2 has-[a:focus-visible]:outline-[var(--focus)] has-[a:focus-visible]:outline-offset-2">
      <div className="flex flex-wrap items-start justify-between gap-x-4 gap-y-1.5">
        <div className="min-w-0">
          <Link
            href={`/pay/${payment.id}`}
            className="break-words font-semibold outline-none after:absolute after:inset-0"
          >
            {payment.package?.name ?? words.history.byHand}
          </Link>
          <p className="figures text-sm text-soft">
            <time dateTime={payment.initiated_at}>
              {fullDayAndTime(payment.initiated_at, language)}
            </time>
          </p>
        </div>
        <div className="grid justify-items-end gap-1">
          <span className="figures whitespace-nowrap font-bold">
            {formatMoney(payment.amount_paid_cents ?? payment.amount_cents)}
          </span>
          <PaymentState payment={payment} now={now} />
        </div>
      </div>
      {receipt !== null && (
        <div className="mt-2 flex flex-wrap items-center justify-between gap-x-4 border-line border-t pt-2">
          <span className="figures text-sm text-soft">{receipt}</span>
          <span className="relative z-10">
            <SaveReceipt id={payment.id} receipt={receipt} />
          </span>
        </div>
      )}
    </li>
  );
}

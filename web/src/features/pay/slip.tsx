import type { ReactNode } from "react";
import { Card } from "@/components/ui/card";
import { formatMoney } from "@/lib/money";
import { formatMsisdn } from "@/lib/msisdn";
import type { Payment } from "@/services/contract";
import { useLanguage } from "./language";
import type { RememberedPayment } from "./memory";
import { SaveReceipt } from "./save-receipt";

type Props = { payment: Payment | null; remembered: RememberedPayment | null };

/** The paper slip: what is being paid for, by which phone, with which receipt. */
export function Slip({ payment, remembered }: Props) {
  const { words } = useLanguage();
  const name = payment?.package?.name ?? remembered?.packageName;
  const amountCents =
    payment?.amount_paid_cents ?? payment?.amount_cents ?? remembered?.amountCents;
  const phone = remembered?.phone ?? payment?.phone_number ?? payment?.payer_handle;
  if (amountCents === undefined) return null;
  return (
    <Card className="ledger-margin py-2 pr-5 pl-8">
      <dl className="divide-y divide-line">
        {name && <SlipLine label={words.pay.packageName}>{name}</SlipLine>}
        <SlipLine label={words.pay.amount}>{formatMoney(amountCents)}</SlipLine>
        {phone && <SlipLine label={words.pay.phone}>{formatMsisdn(phone)}</SlipLine>}
        {payment?.mpesa_receipt_number && (
          <SlipLine label={words.pay.receipt}>{payment.mpesa_receipt_number}</SlipLine>
        )}
      </dl>
      {payment?.mpesa_receipt_number && (
        <div className="pb-2">
          <SaveReceipt id={payment.id} receipt={payment.mpesa_receipt_number} />
        </div>
      )}
    </Card>
  );
}

function SlipLine({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div className="flex justify-between gap-4 py-2.5 text-sm">
      <dt className="text-soft">{label}</dt>
      <dd className="figures text-right font-medium">{children}</dd>
    </div>
  );
}

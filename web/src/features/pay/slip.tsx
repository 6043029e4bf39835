import { useMutation } from "@tanstack/react-query";
import { Download } from "lucide-react";
import type { ReactNode } from "react";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { formatMoney } from "@/lib/money";
import { formatMsisdn } from "@/lib/msisdn";
import { saveFile } from "@/lib/save-file";
import type { Payment } from "@/services/contract";
import { fetchReceipt } from "./api";
import { useLanguage } from "./language";
import type { RememberedPayment } from "./memory";

type Props = { payment: Payment | null; remembered: RememberedPayment | null };

/** The paper slip: what is being paid for, by which phone, with which receipt. */
export function Slip({ payment, remembered }: Props) {
  const { words } = useLanguage();
  const name = payment?.package?.name ?? remembered?.packageName;
  const amountCents =
    payment?.amount_paid_cents ?? payment?.amount_cents ?? remembered?.amountCents;
  const phone = remembered?.phone ?? payment?.phone_number ?? null;
  if (name === undefined || amountCents === undefined || phone === null) return null;
  return (
    <Card className="ledger-margin py-2 pr-5 pl-8">
      <dl className="divide-y divide-line">
        <SlipLine label={words.pay.packageName}>{name}</SlipLine>
        <SlipLine label={words.pay.amount}>{formatMoney(amountCents)}</SlipLine>
        <SlipLine label={words.pay.phone}>{formatMsisdn(phone)}</SlipLine>
        {payment?.mpesa_receipt_number && (
          <SlipLine label={words.pay.receipt}>{payment.mpesa_receipt_number}</SlipLine>
        )}
      </dl>
      {payment?.mpesa_receipt_number && (
        <SaveReceipt id={payment.id} receipt={payment.mpesa_receipt_number} />
      )}
    </Card>
  );
}

function SaveReceipt({ id, receipt }: { id: string; receipt: string }) {
  const { words } = useLanguage();
  const save = useMutation({
    mutationFn: () => fetchReceipt(id),
    onSuccess: (file) => saveFile(file, `receipt-${receipt}.pdf`),
  });
  return (
    <div className="grid justify-items-end gap-1 pb-2">
      <Button look="quiet" size="small" disabled={save.isPending} onClick={() => save.mutate()}>
        <Download aria-hidden />
        {words.pay.saveReceipt}
      </Button>
      {save.isError && (
        <p role="alert" className="text-bad text-sm">
          {words.pay.notSaved}
        </p>
      )}
    </div>
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

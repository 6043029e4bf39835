import { useState } from "react";
import { ReasonDialog } from "@/components/reason-dialog";
import { Button } from "@/components/ui/button";
import { Field, inputStyle } from "@/components/ui/field";
import { formatMoney } from "@/lib/money";
import type { Payment } from "@/services/contract";
import { useAllocatePayment, useReversePayment } from "./decide";

type Props = { payment: Payment; onClose: () => void };

/** What finance can decide about a payment. */
export function PaymentActions({ payment }: { payment: Payment }) {
  const [doing, setDoing] = useState<"reverse" | "allocate" | null>(null);
  const isNobodys = payment.status === "UNALLOCATED";
  const mayGoBack = isNobodys || payment.status === "COMPLETED";
  const close = () => setDoing(null);
  return (
    <>
      {isNobodys && (
        <Button look="primary" onClick={() => setDoing("allocate")}>
          Allocate
        </Button>
      )}
      {mayGoBack && <Button onClick={() => setDoing("reverse")}>Give back</Button>}
      {doing === "allocate" && <AllocateDialog payment={payment} onClose={close} />}
      {doing === "reverse" && <ReverseDialog payment={payment} onClose={close} />}
    </>
  );
}

function ReverseDialog({ payment, onClose }: Props) {
  const reverse = useReversePayment(payment.id, onClose);
  const [receipt, setReceipt] = useState("");
  const amount = formatMoney(payment.amount_paid_cents ?? payment.amount_cents);
  return (
    <ReasonDialog
      title={`Give ${amount} back?`}
      description="Safaricom returns it to whoever paid. What it bought ends, and what is no longer in the wallet is owed."
      label="Why it goes back"
      action="Give back"
      danger
      pending={reverse.isPending}
      refusal={reverse.error}
      onDo={(reason) => reverse.mutate({ reason, receipt: receipt.trim() })}
      onClose={onClose}
    >
      {reverse.error !== null && (
        <Field label="Receipt" hint="Only if the payment has several.">
          {(wiring) => (
            <input
              {...wiring}
              className={inputStyle}
              value={receipt}
              onChange={(event) => setReceipt(event.target.value)}
            />
          )}
        </Field>
      )}
    </ReasonDialog>
  );
}

function AllocateDialog({ payment, onClose }: Props) {
  const allocate = useAllocatePayment(payment.id, onClose);
  const [accountNumber, setAccountNumber] = useState("");
  return (
    <ReasonDialog
      title="Whose money is it?"
      description={`${formatMoney(payment.amount_cents)}${payment.account_reference ? `, paid for "${payment.account_reference}"` : ""}.`}
      label="How that is known"
      action="Allocate"
      ready={accountNumber.trim() !== ""}
      pending={allocate.isPending}
      refusal={allocate.error}
      onDo={(reason) => allocate.mutate({ reason, accountNumber: accountNumber.trim() })}
      onClose={onClose}
    >
      <Field label="Account number" hint="Of the customer's line.">
        {(wiring) => (
          <input
            {...wiring}
            className={inputStyle}
            value={accountNumber}
            onChange={(event) => setAccountNumber(event.target.value)}
          />
        )}
      </Field>
    </ReasonDialog>
  );
}

import { useState } from "react";
import { ReasonDialog } from "@/components/reason-dialog";
import { Field, inputStyle } from "@/components/ui/field";
import { formatMoney, parseShillings } from "@/lib/money";
import type { Wallet } from "@/services/contract";
import { PAY_OUT_CENTS_MAX, PAY_OUT_CENTS_MIN, usePayOut } from "@/services/wallets";

/** What is wrong with an amount that somebody typed; nothing if it can be paid out. */
function faultOf(amountCents: number | null, balanceCents: number): string | null {
  if (amountCents === null || amountCents % 100 !== 0) return "Whole shillings, such as 1,250.";
  if (amountCents < PAY_OUT_CENTS_MIN || amountCents > PAY_OUT_CENTS_MAX) {
    return "M-Pesa pays out KSh 10 to KSh 250,000.";
  }
  if (amountCents > balanceCents) return `The wallet holds ${formatMoney(balanceCents)}.`;
  return null;
}

export function PayOutDialog({ wallet, onClose }: { wallet: Wallet; onClose: () => void }) {
  const payOut = usePayOut(wallet, onClose);
  const [text, setText] = useState("");
  const amountCents = parseShillings(text);
  const fault = faultOf(amountCents, wallet.balance_cents);
  return (
    <ReasonDialog
      title={`Pay out of the wallet of ${wallet.customer_name ?? "this customer"}?`}
      description={`It holds ${formatMoney(wallet.balance_cents)}. The money goes to the phone that they are registered with.`}
      label="Why it is paid out"
      action="Pay out"
      danger
      ready={fault === null}
      pending={payOut.isPending}
      refusal={payOut.error}
      onDo={(reason) => amountCents !== null && payOut.mutate({ amountCents, reason })}
      onClose={onClose}
    >
      <Field
        label="Amount in shillings"
        hint="A large one needs a second person."
        error={text.trim() === "" ? undefined : (fault ?? undefined)}
      >
        {(wiring) => (
          <input
            {...wiring}
            className={inputStyle}
            inputMode="decimal"
            value={text}
            onChange={(event) => setText(event.target.value)}
          />
        )}
      </Field>
    </ReasonDialog>
  );
}

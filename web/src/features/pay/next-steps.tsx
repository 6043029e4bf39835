import { useState } from "react";
import { Link } from "wouter";
import { Button, buttonStyle } from "@/components/ui/button";
import { Spinner } from "@/components/ui/spinner";
import type { Payment } from "@/services/contract";
import { BoughtNotice } from "./bought-notice";
import { type Order, useBuy } from "./buy";
import { useLanguage } from "./language";
import type { RememberedPayment } from "./memory";
import type { Outcome } from "./outcome";
import { Refusal } from "./refusal";

type Props = {
  payment: Payment;
  remembered: RememberedPayment | null;
  next: Outcome["next"];
};

/** The one thing to do now, as a button, and the way back. */
export function NextSteps({ payment, remembered, next }: Props) {
  const { words } = useLanguage();
  const { buying, buy, buyFromBalance, dismiss } = useBuy();
  const [order] = useState(() => orderOf(payment, remembered));
  const isSending = buying.step === "sending";

  if (next === "wait") return null;
  if (next === "browse" || order === null) {
    return (
      <div className="mb-6 grid justify-items-center">
        <Link href="/" className={buttonStyle({ look: "plain" })}>
          {words.pay.buyMore}
        </Link>
      </div>
    );
  }
  if (buying.step === "bought") {
    return (
      <div className="mb-6">
        <BoughtNotice endDate={buying.endDate} />
      </div>
    );
  }
  const usesBalance = next === "use-balance";
  const label = usesBalance ? words.refused.useBalance : words.pay.tryAgain;
  return (
    <div className="mb-6 grid gap-3">
      {buying.step === "refused" && (
        <Refusal
          problem={buying.problem}
          order={buying.order}
          onForce={() => void buy(buying.order, true)}
          onUseBalance={() => void buyFromBalance(buying.order)}
          onDismiss={dismiss}
        />
      )}
      <Button
        look="primary"
        size="large"
        aria-disabled={isSending}
        onClick={() => void (usesBalance ? buyFromBalance(order) : buy(order))}
        className="w-full"
      >
        {isSending && <Spinner className="size-5" />}
        {isSending ? words.form.sending : label}
      </Button>
      <Link href={`/?package=${order.packageId}`} className={buttonStyle({ look: "quiet" })}>
        {words.pay.otherPackage}
      </Link>
    </div>
  );
}

/** The same again: the same package and payer, for the same line. */
function orderOf(payment: Payment, remembered: RememberedPayment | null): Order | null {
  // Nobody chose a package if the money came unprompted.
  if (payment.package === null) return null;
  return {
    packageId: payment.package.id,
    packageName: payment.package.name,
    phone: remembered?.phone ?? payment.phone_number ?? "",
    accountNumber: remembered?.accountNumber ?? null,
    lineId: payment.line_id,
  };
}

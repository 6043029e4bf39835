import {
  CircleAlert,
  CircleHelp,
  CloudOff,
  Hourglass,
  type LucideIcon,
  Smartphone,
  Wifi,
} from "lucide-react";
import { Link } from "wouter";
import { buttonStyle } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { Skeleton } from "@/components/ui/skeleton";
import { cx } from "@/lib/cx";
import { formatMoney } from "@/lib/money";
import { formatMsisdn } from "@/lib/msisdn";
import { useNow } from "@/lib/use-now";
import type { Payment } from "@/services/contract";
import { useLanguage } from "./language";
import { type RememberedPayment, recallPayment } from "./memory";
import { NextSteps } from "./next-steps";
import { isOnline, isUnpaid, type Outcome, outcomeOf, stepsOf } from "./outcome";
import { PaidLink } from "./paid-link";
import { ProgressSteps } from "./progress-steps";
import { Slip } from "./slip";
import { Until } from "./until";
import { usePayment } from "./use-payment";

/** After so long without a PIN, help for a prompt that did not come. */
const NO_PROMPT_SECONDS = 20;

/** One payment on its way, from *check your phone* to *connected until*. */
export function PaymentPage({ paymentId }: { paymentId: string }) {
  const { words } = useLanguage();
  const { payment, connection, refusal } = usePayment(paymentId);
  const remembered = recallPayment(paymentId);
  const isOver = payment?.progress === "CONNECTED";

  return (
    <div className="mx-auto max-w-lg">
      <title>{`${words.pay.documentTitle} · Daftari`}</title>
      {connection === "offline" && !isOver && (
        <p
          role="status"
          className="mb-4 flex items-center gap-2.5 rounded-lg bg-warn-soft px-3.5 py-2.5 text-sm text-warn"
        >
          <CloudOff aria-hidden className="size-4 shrink-0" />
          {words.pay.offline}
        </p>
      )}
      {refusal && !payment ? (
        <NotFound />
      ) : (
        <>
          {payment ? <Standing payment={payment} remembered={remembered} /> : <Loading />}
          <Slip payment={payment} remembered={remembered} />
        </>
      )}
    </div>
  );
}

function Standing({
  payment,
  remembered,
}: {
  payment: Payment;
  remembered: RememberedPayment | null;
}) {
  const { words } = useLanguage();
  const now = useNow(1_000);
  const phone = formatMsisdn(remembered?.phone ?? payment.phone_number ?? "");
  const amount = formatMoney(payment.amount_cents, { wholeWhenExact: true });
  const outcome = outcomeOf({ payment, phone, amount, now }, words);
  const endDate = isOnline(payment, now) ? payment.subscription?.end_date : undefined;
  const isOver = payment.progress === "CONNECTED" || payment.kept_in_wallet !== null;
  const steps = isOver ? null : stepsOf(payment.progress);
  const waitedSeconds = (now.getTime() - new Date(payment.initiated_at).getTime()) / 1000;

  return (
    <>
      <div className="mb-6 grid justify-items-center gap-3 pt-4 text-center">
        <MoodMark mood={outcome.mood} />
        <div aria-live="polite" className="grid gap-2">
          <h1 className="font-bold text-2xl tracking-tight">
            {outcome.title}{" "}
            {endDate && (
              <span className="mt-1 block text-5xl">
                <Until endDate={endDate} now={now} />
              </span>
            )}
          </h1>
          <p className="mx-auto max-w-md text-soft">{outcome.text}</p>
        </div>
        {endDate && (
          <p className="figures text-sm text-soft">
            {words.active.left((new Date(endDate).getTime() - now.getTime()) / 1000)}
          </p>
        )}
        {payment.progress === "PROMPTED" && waitedSeconds > NO_PROMPT_SECONDS && (
          <p className="max-w-md text-sm text-soft">
            {remembered?.warned ? words.pay.warning : words.pay.noPrompt}
          </p>
        )}
      </div>
      {steps && (
        <Card className="mb-4 p-5">
          <ProgressSteps steps={steps} />
        </Card>
      )}
      <NextSteps payment={payment} remembered={remembered} next={outcome.next} />
      {isUnpaid(payment) && <PaidLink paymentId={payment.id} />}
    </>
  );
}

const MOODS: Record<Outcome["mood"], { style: string; icon: LucideIcon }> = {
  waiting: { style: "bg-info-soft text-info", icon: Smartphone },
  good: { style: "bg-good-soft text-good", icon: Wifi },
  bad: { style: "bg-bad-soft text-bad", icon: CircleAlert },
  unsure: { style: "bg-warn-soft text-warn", icon: Hourglass },
};

function MoodMark({ mood }: { mood: Outcome["mood"] }) {
  const { style, icon: Icon } = MOODS[mood];
  return (
    <span aria-hidden className={`grid size-18 place-items-center rounded-full ${style}`}>
      <Icon className={cx("size-9", mood === "waiting" && "animate-wait")} />
    </span>
  );
}

function Loading() {
  const { words } = useLanguage();
  return (
    <div role="status" className="mb-6 grid justify-items-center gap-3 pt-4">
      <Skeleton className="size-18 rounded-full" />
      <p className="text-soft">{words.pay.loading}</p>
    </div>
  );
}

function NotFound() {
  const { words } = useLanguage();
  return (
    <div className="grid justify-items-center gap-3 pt-8 text-center">
      <CircleHelp aria-hidden className="size-10 text-soft" />
      <h1 className="font-bold text-2xl tracking-tight">{words.pay.notFoundTitle}</h1>
      <p className="text-soft">{words.pay.notFound}</p>
      <Link href="/" className={buttonStyle({ look: "primary" })}>
        {words.pay.backToPackages}
      </Link>
      <PaidLink paymentId={null} />
    </div>
  );
}

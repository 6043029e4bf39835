import { Link } from "@tanstack/react-router";
import { Eye } from "lucide-react";
import { Amount } from "@/components/amount";
import { Fact } from "@/components/fact";
import { Msisdn } from "@/components/msisdn";
import { ExactTime } from "@/components/relative-time";
import { PaymentBadge, SubscriptionBadge } from "@/components/status-badge";
import { Card } from "@/components/ui/card";
import { sentenceCase } from "@/lib/sentence-case";
import { dayAndTime } from "@/lib/time";
import { known, type Payment, type PaymentProgress } from "@/services/contract";

const PROGRESS: Record<PaymentProgress, string> = {
  REQUESTED: "Stored; the push has not been sent yet",
  PROMPTED: "The prompt is on the phone",
  CONFIRMING: "The outcome is not known yet",
  PAID: "Paid; the service is being switched on",
  CONNECTED: "Paid, and the service is on",
  FAILED: "Not paid",
  EXPIRED: "No payment was seen",
  UNALLOCATED: "Paid, and nobody knows whom it is for",
  MERGED: "Its money turned out to be that of another payment",
  REVERSED: "Its money went back to whoever paid it",
};

const LOOK_REASONS: Record<string, string> = {
  PAID_AND_FAILED: "It was reported as paid, and as failed.",
  FAILED_DIFFERENTLY: "It was reported to have failed for different reasons.",
  RECEIPT_OF_ANOTHER: "Its receipt was credited to another payment before.",
  AMOUNT_MISMATCHED: "Another amount was paid than was asked for.",
  EXTRA_RECEIPT: "It was paid twice.",
  ENDED_UNKNOWN: "Its prompt may have been shown, and nobody knows what became of it.",
};

const KEPT: Record<string, string> = {
  LEARNT_LATE: "In the wallet: it was learnt of too late to start the time",
  BOUGHT_AGAIN: "In the wallet: the customer had bought again meanwhile",
  TOO_LITTLE: "In the wallet: it does not cover the price",
  LINE_CLOSED: "In the wallet: the line is closed",
  EXTRA: "In the wallet: it was paid twice",
  NOTHING_TO_RENEW: "In the wallet: the line has never had a package",
  RENEWAL_OFF: "In the wallet: the customer does not want payments to renew the line",
  PACKAGE_RETIRED: "In the wallet: what the line had is no longer sold",
};

const UNALLOCATED: Record<string, string> = {
  NO_ACCOUNT: "It came without an account",
  UNKNOWN_ACCOUNT: "What was typed is no account of ours",
  WRONG_CHECK_DIGIT: "The account that was typed has a wrong digit, or two swapped",
  OTHER_SHORT_CODE: "It was paid to a short code that is not ours",
};

export function PaymentFacts({ payment }: { payment: Payment }) {
  return (
    <div className="grid content-start gap-4">
      {payment.needs_a_look && <LookReasons reasons={payment.look_reasons} />}
      <Card className="ledger-margin py-2 pr-5 pl-8">
        <dl className="divide-y divide-line text-sm">
          <Fact label="Status">
            <PaymentBadge status={payment.status} />
          </Fact>
          <Fact label="Progress">{known(PROGRESS, payment.progress) ?? payment.progress}</Fact>
          {payment.failure && (
            <Fact label="Why">
              {payment.failure.message}
              <span className="block text-soft">
                {sentenceCase(payment.failure.class)}
                {`, code ${payment.failure.result_code}`}
              </span>
            </Fact>
          )}
          <Fact label="Asked">
            <Amount cents={payment.amount_cents} />
          </Fact>
          {payment.amount_paid_cents != null && (
            <Fact label="Paid">
              <Amount cents={payment.amount_paid_cents} className="font-semibold" />
            </Fact>
          )}
          {payment.unallocated_reason !== null && (
            <Fact label="Suspense">
              {UNALLOCATED[payment.unallocated_reason] ?? sentenceCase(payment.unallocated_reason)}
            </Fact>
          )}
          {payment.merged_into !== null && (
            <Fact label="Merged into">
              <Link
                to="/admin/payments/$paymentId"
                params={{ paymentId: payment.merged_into }}
                className="underline"
              >
                {payment.merged_into}
              </Link>
            </Fact>
          )}
          {payment.kept_in_wallet !== null && (
            <Fact label="Kept">
              {KEPT[payment.kept_in_wallet] ?? sentenceCase(payment.kept_in_wallet)}
            </Fact>
          )}
          <Fact label="Receipt">
            {payment.mpesa_receipt_number ? (
              <code className="select-all">{payment.mpesa_receipt_number}</code>
            ) : (
              <span className="text-soft">none yet</span>
            )}
          </Fact>
          <Fact label="Phone">
            <Msisdn number={payment.phone_number ?? payment.payer_handle ?? "erased"} />
          </Fact>
          {payment.payer_name !== null && <Fact label="Payer">{payment.payer_name}</Fact>}
          <Fact label="Customer">
            {payment.customer_id === null ? (
              "Not known"
            ) : (
              <Link
                to="/admin/customers/$customerId"
                params={{ customerId: payment.customer_id }}
                className="underline"
              >
                {payment.customer_name ?? "Guest"}
              </Link>
            )}
          </Fact>
          <Fact label="Account reference">
            {payment.account_reference === null ? (
              <span className="text-soft">none</span>
            ) : (
              <code className="select-all">{payment.account_reference}</code>
            )}
          </Fact>
          <Fact label="Started">
            <ExactTime at={payment.initiated_at} />
          </Fact>
          {payment.completed_at && (
            <Fact label="Completed">
              <ExactTime at={payment.completed_at} />
            </Fact>
          )}
        </dl>
      </Card>
      {payment.subscription && (
        <Card className="grid gap-2 p-5 text-sm">
          <h2 className="flex items-center justify-between gap-3 font-semibold">
            What it bought
            <SubscriptionBadge status={payment.subscription.status} />
          </h2>
          <p>{payment.subscription.package.name}</p>
          <p className="figures text-soft">
            {dayAndTime(payment.subscription.start_date)} to{" "}
            {dayAndTime(payment.subscription.end_date)}
          </p>
        </Card>
      )}
    </div>
  );
}

function LookReasons({ reasons }: { reasons: string[] }) {
  return (
    <div className="rounded-xl bg-warn-soft p-4 text-sm">
      <p className="flex items-center gap-2 font-semibold text-warn">
        <Eye aria-hidden className="size-4" />
        Needs a look
      </p>
      <ul className="mt-1 list-disc pl-6">
        {reasons.map((reason) => (
          <li key={reason}>{LOOK_REASONS[reason] ?? sentenceCase(reason)}</li>
        ))}
      </ul>
    </div>
  );
}

import { Link } from "@tanstack/react-router";
import { RelativeTime } from "@/components/relative-time";
import { SubscriptionBadge } from "@/components/status-badge";
import { Card } from "@/components/ui/card";
import { sentenceCase } from "@/lib/sentence-case";
import { fullDayAndTime } from "@/lib/time";
import type { Line, Subscription } from "@/services/contract";

/** Where service is delivered, and until when. */
export function Lines({ lines }: { lines: Line[] }) {
  return (
    <Card className="overflow-hidden">
      <h2 className="px-5 pt-4 pb-3 font-semibold">Lines</h2>
      {lines.length === 0 ? (
        <p className="border-line border-t px-5 py-4 text-sm text-soft">
          No line yet. The first package that they buy makes one.
        </p>
      ) : (
        <ul className="divide-y divide-line border-line border-t text-sm">
          {lines.map((line) => (
            <li key={line.id} className="grid gap-1 px-5 py-3.5">
              <p className="flex flex-wrap items-center justify-between gap-x-3 gap-y-1">
                <span className="font-medium">{line.name ?? sentenceCase(line.kind)}</span>
                {line.subscription && <SubscriptionBadge status={line.subscription.status} />}
              </p>
              {line.account_number !== null && (
                <p className="text-soft">
                  Account <code className="select-all text-ink">{line.account_number}</code>
                </p>
              )}
              {line.subscription ? (
                <Served subscription={line.subscription} />
              ) : (
                <p className="text-soft">It has never had a package.</p>
              )}
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}

function Served({ subscription }: { subscription: Subscription }) {
  const paymentId = /^payment:(.+)$/.exec(subscription.caused_by ?? "")?.[1];
  return (
    <p className="text-soft">
      <span className="text-ink">{subscription.package.name}</span>,{" "}
      {subscription.is_active ? "until" : "ended"}{" "}
      <span className="figures">{fullDayAndTime(subscription.end_date)}</span> (
      <RelativeTime at={subscription.end_date} />)
      {paymentId !== undefined && (
        <>
          {", paid by "}
          <Link
            to="/admin/payments/$paymentId"
            params={{ paymentId }}
            className="whitespace-nowrap underline"
          >
            this payment
          </Link>
        </>
      )}
    </p>
  );
}

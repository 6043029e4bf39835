import { CircleAlert, CircleCheck, CircleX, Clock, Info, ReceiptText } from "lucide-react";
import { useState } from "react";
import { EmptyState } from "@/components/empty-state";
import { ErrorBoundary } from "@/components/error-boundary";
import { ErrorPanel } from "@/components/error-panel";
import {
  ActiveBadge,
  DeliveryBadge,
  NeedsLookBadge,
  PaymentBadge,
  RefundBadge,
  SubscriptionBadge,
  TaxBadge,
} from "@/components/status-badge";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { Skeleton } from "@/components/ui/skeleton";
import { Spinner } from "@/components/ui/spinner";
import { Specimen } from "@/routes/_design/specimen";
import { Problem } from "@/services/problem";

const TONES = [
  ["good", CircleCheck],
  ["warn", CircleAlert],
  ["bad", CircleX],
  ["info", Info],
  ["neutral", Clock],
] as const;

const PAYMENTS = [
  "PENDING",
  "COMPLETED",
  "FAILED",
  "EXPIRED",
  "UNALLOCATED",
  "MERGED",
  "REVERSED",
  "OF_A_NEWER_SERVER",
];
const SUBSCRIPTIONS = ["ACTIVE", "PAUSED", "EXPIRED", "CANCELLED", "SUSPENDED"];
const REFUNDS = ["AWAITS_APPROVAL", "WAITING", "SENT", "COMPLETED", "FAILED"];
const TAX_DOCUMENTS = ["WAITING", "ISSUED", "REFUSED"];
const DELIVERIES = ["PENDING", "DONE", "UNREADABLE", "REFUSED"];

const FAULT = new Problem({
  status: 500,
  code: "internal",
  detail: "Something went wrong on our side. Try again.",
  requestId: "01a22a1a-5041-7747-b0d0-518cec89c963",
});
const FORBIDDEN = new Problem({ status: 403, code: "forbidden", detail: "forbidden" });

export function Feedback() {
  return (
    <>
      <Specimen name="ui/badge">
        {TONES.map(([tone, icon]) => (
          <Badge key={tone} tone={tone} icon={icon}>
            {tone}
          </Badge>
        ))}
      </Specimen>
      <Specimen name="status-badge">
        {PAYMENTS.map((status) => (
          <PaymentBadge key={status} status={status} />
        ))}
        {SUBSCRIPTIONS.map((status) => (
          <SubscriptionBadge key={status} status={status} />
        ))}
        {REFUNDS.map((stage) => (
          <RefundBadge key={stage} stage={stage} />
        ))}
        {TAX_DOCUMENTS.map((stage) => (
          <TaxBadge key={stage} stage={stage} />
        ))}
        {DELIVERIES.map((state) => (
          <DeliveryBadge key={state} state={state} />
        ))}
        <ActiveBadge active off="Disabled" />
        <ActiveBadge active={false} off="Disabled" />
        <NeedsLookBadge />
      </Specimen>
      <Specimen name="ui/skeleton, ui/spinner" stacked>
        <Skeleton className="h-4 w-64 max-w-full" />
        <Spinner className="size-6" />
      </Specimen>
      <Specimen name="empty-state" stacked>
        <Card>
          <EmptyState
            icon={ReceiptText}
            title="No payments match"
            text="Nothing fits these filters."
          >
            <Button>Clear the filters</Button>
          </EmptyState>
        </Card>
      </Specimen>
      <Specimen name="error-panel: a fault, out of reach, not allowed" stacked>
        <ErrorPanel what="The payments could not be loaded." thrown={FAULT} onRetry={nothing} />
        <ErrorPanel
          what="The payments could not be loaded."
          thrown={new TypeError("Failed to fetch")}
          onRetry={nothing}
        />
        <ErrorPanel what="The events could not be loaded." thrown={FORBIDDEN} onRetry={nothing} />
      </Specimen>
      <Specimen name="error-boundary" stacked>
        <Crash />
      </Specimen>
    </>
  );
}

function Crash() {
  const [isBroken, setIsBroken] = useState(false);
  return (
    <ErrorBoundary>
      {isBroken ? <Broken /> : <Button onClick={() => setIsBroken(true)}>Break a page</Button>}
    </ErrorBoundary>
  );
}

function Broken(): never {
  throw new Error("Broken on purpose, by the design page.");
}

function nothing() {
  // There is nothing to try again here.
}

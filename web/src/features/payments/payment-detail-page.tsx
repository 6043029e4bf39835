import { useQuery } from "@tanstack/react-query";
import { BackLink } from "@/components/back-link";
import { ErrorPanel } from "@/components/error-panel";
import { PageHeader } from "@/components/page-header";
import { Postings } from "@/components/postings";
import { PrintButton } from "@/components/print-button";
import { ProofCard } from "@/components/proof-card";
import { EventTimeline } from "@/components/timeline/event-timeline";
import { Card } from "@/components/ui/card";
import { Skeleton } from "@/components/ui/skeleton";
import { formatMoney } from "@/lib/money";
import { paymentEntriesQuery, paymentHistoryQuery, paymentQuery } from "./api";
import { LiveMark } from "./live-mark";
import { PaymentActions } from "./payment-actions";
import { PaymentFacts } from "./payment-facts";
import { useLivePayment } from "./use-live-payment";

type Props = {
  paymentId: string;
  /** Whether whoever looks decides about money. */
  decides: boolean;
};

/** One payment: its header, and every event that made it what it is. */
export function PaymentDetailPage({ paymentId, decides }: Props) {
  const payment = useQuery(paymentQuery(paymentId));
  const connection = useLivePayment(paymentId);

  return (
    <>
      <BackLink to="/admin/payments">Payments</BackLink>
      <PageHeader
        title={
          payment.data
            ? formatMoney(payment.data.amount_paid_cents ?? payment.data.amount_cents)
            : "Payment"
        }
        {...(payment.data && { lead: payment.data.package?.name ?? "Paid without a prompt" })}
      >
        <div className="flex flex-wrap items-center gap-2">
          <LiveMark connection={connection} settled={payment.data?.progress === "CONNECTED"} />
          {payment.data && <PrintButton />}
          {payment.data && decides && <PaymentActions payment={payment.data} />}
        </div>
      </PageHeader>
      {payment.isError && !payment.data ? (
        <ErrorPanel
          what="This payment could not be loaded."
          thrown={payment.error}
          onRetry={() => void payment.refetch()}
        />
      ) : (
        <div className="grid grid-cols-[minmax(0,1fr)] gap-6 xl:grid-cols-[24rem_minmax(0,1fr)]">
          <div className="grid content-start gap-4">
            {payment.data ? (
              <PaymentFacts payment={payment.data} />
            ) : (
              <Card className="h-80 animate-wait" />
            )}
            {decides && payment.data?.mpesa_receipt_number && (
              <Card className="p-5">
                <h2 className="mb-4 font-semibold">Its proof</h2>
                <ProofCard receipt={payment.data.mpesa_receipt_number} />
              </Card>
            )}
          </div>
          <div className="grid content-start gap-6">
            <Timeline paymentId={paymentId} />
            {decides && <Entries paymentId={paymentId} />}
          </div>
        </div>
      )}
    </>
  );
}

function Timeline({ paymentId }: { paymentId: string }) {
  const history = useQuery(paymentHistoryQuery(paymentId));
  if (history.isError && !history.data) {
    return (
      <ErrorPanel
        what="The events could not be loaded."
        thrown={history.error}
        onRetry={() => void history.refetch()}
      />
    );
  }
  return (
    <Card className="p-5 sm:p-6">
      <h2 className="mb-5 font-semibold text-lg">Timeline</h2>
      {history.data ? <EventTimeline history={history.data} /> : <TimelineLoading />}
    </Card>
  );
}

/** What the payment moved in the books; nothing is said where it moved nothing yet. */
function Entries({ paymentId }: { paymentId: string }) {
  const entries = useQuery(paymentEntriesQuery(paymentId));
  if (entries.isError && !entries.data) {
    return (
      <ErrorPanel
        what="The postings could not be loaded."
        thrown={entries.error}
        onRetry={() => void entries.refetch()}
      />
    );
  }
  if (!entries.data) return <Skeleton className="h-40 w-full" />;
  if (entries.data.items.length === 0) return null;
  return (
    <section>
      <h2 className="mb-3 font-semibold text-lg">Postings</h2>
      <Postings entries={entries.data.items} />
    </section>
  );
}

function TimelineLoading() {
  return (
    <div role="status" className="grid gap-6">
      <span className="sr-only">Loading the events</span>
      {["a", "b", "c", "d", "e"].map((key) => (
        <div key={key} className="flex gap-3.5">
          <Skeleton className="size-8 rounded-full" />
          <div className="grid flex-1 gap-2 pt-1.5">
            <Skeleton className="h-4 w-48" />
            <Skeleton className="h-3 w-72 max-w-full" />
          </div>
        </div>
      ))}
    </div>
  );
}

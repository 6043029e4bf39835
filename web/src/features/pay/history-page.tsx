import { useInfiniteQuery, useQuery, useQueryClient } from "@tanstack/react-query";
import { ReceiptText, Smartphone } from "lucide-react";
import type { ReactNode } from "react";
import { Link, useLocation } from "wouter";
import { EmptyState } from "@/components/empty-state";
import { Button, buttonStyle } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { Skeleton } from "@/components/ui/skeleton";
import { Spinner } from "@/components/ui/spinner";
import { historyQuery, visitorQuery } from "./api";
import { HistoryRow } from "./history-row";
import { useLanguage } from "./language";
import { LoadFailed } from "./load-failed";
import { forgetEverything } from "./memory";
import { PaidLink } from "./paid-link";

/** The payments of whoever this device is recognised as. */
export function HistoryPage() {
  const { words } = useLanguage();
  const visitor = useQuery(visitorQuery);
  return (
    <div className="mx-auto max-w-2xl">
      <title>{`${words.home.history} · Daftari`}</title>
      <h1 className="font-bold text-3xl tracking-tight">{words.home.history}</h1>
      <p className="mt-1 mb-5 text-soft">{words.history.lead}</p>
      {visitor.isPending && <Loading />}
      {visitor.isError && (
        <LoadFailed
          what={words.history.failed}
          thrown={visitor.error}
          onRetry={() => void visitor.refetch()}
        />
      )}
      {visitor.data === null && (
        <Nothing title={words.history.strangerTitle} text={words.history.stranger} />
      )}
      {visitor.data && (
        <>
          <History />
          {visitor.data.role === "GUEST" && <Forget />}
        </>
      )}
    </div>
  );
}

function History() {
  const { words } = useLanguage();
  const history = useInfiniteQuery(historyQuery);
  if (history.isPending) return <Loading />;
  if (history.isError && history.data === undefined) {
    return (
      <LoadFailed
        what={words.history.failed}
        thrown={history.error}
        onRetry={() => void history.refetch()}
      />
    );
  }
  const payments = history.data.pages.flatMap((page) => page.items);
  if (payments.length === 0) {
    return <Nothing title={words.history.emptyTitle} text={words.history.empty} />;
  }
  return (
    <>
      <ul aria-label={words.home.history} className="grid gap-2.5">
        {payments.map((payment) => (
          <HistoryRow key={payment.id} payment={payment} />
        ))}
      </ul>
      {history.isFetchNextPageError && (
        <div className="mt-3">
          <LoadFailed
            what={words.history.failed}
            thrown={history.error}
            onRetry={() => void history.fetchNextPage()}
          />
        </div>
      )}
      {history.hasNextPage && !history.isFetchNextPageError && (
        <div className="mt-4 grid justify-items-center">
          <Button
            className="h-auto! min-h-10 whitespace-normal!"
            aria-disabled={history.isFetchingNextPage}
            onClick={() => void history.fetchNextPage()}
          >
            {history.isFetchingNextPage && <Spinner className="size-4" />}
            {words.history.older}
          </Button>
        </div>
      )}
      <div className="mt-4">
        <PaidLink paymentId={null} />
      </div>
    </>
  );
}

/** In the shape of the rows that come. */
function Loading() {
  const { words } = useLanguage();
  return (
    <div role="status" className="grid gap-2.5">
      <span className="sr-only">{words.history.loading}</span>
      {["a", "b", "c", "d"].map((key) => (
        <Card key={key} className="flex justify-between gap-4 px-5 py-4">
          <div className="grid gap-2">
            <Skeleton className="h-5 w-32" />
            <Skeleton className="h-4 w-44" />
          </div>
          <div className="grid justify-items-end gap-2">
            <Skeleton className="h-5 w-20" />
            <Skeleton className="h-5 w-24 rounded-full" />
          </div>
        </Card>
      ))}
    </div>
  );
}

function Nothing({ title, text }: { title: string; text: string }): ReactNode {
  const { words } = useLanguage();
  return (
    <Card>
      <EmptyState icon={ReceiptText} title={title} text={text}>
        <div className="grid justify-items-center gap-2">
          <Link href="/" className={buttonStyle({ look: "primary" })}>
            {words.form.choose}
          </Link>
          <PaidLink paymentId={null} />
        </div>
      </EmptyState>
    </Card>
  );
}

/** For a device that others use too: whoever paid may have been recognised on it. */
function Forget() {
  const { words } = useLanguage();
  const queries = useQueryClient();
  const [, navigate] = useLocation();
  return (
    <div className="mt-4 grid justify-items-center gap-2 border-line border-t pt-5 text-center">
      <Button
        look="quiet"
        size="small"
        className="h-auto! min-h-8 whitespace-normal!"
        onClick={() => {
          forgetEverything();
          queries.clear();
          navigate("/");
        }}
      >
        <Smartphone aria-hidden />
        {words.history.forget}
      </Button>
      <p className="max-w-md text-soft text-xs">{words.history.forgetText}</p>
    </div>
  );
}

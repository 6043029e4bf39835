import { useQuery } from "@tanstack/react-query";
import { CircleAlert, PenLine } from "lucide-react";
import { ErrorPanel } from "@/components/error-panel";
import { RelativeTime } from "@/components/relative-time";
import { Badge } from "@/components/ui/badge";
import { Card } from "@/components/ui/card";
import { Skeleton } from "@/components/ui/skeleton";
import { countOf } from "@/lib/count";
import { eventsQuery, headsQuery } from "./api";

/** Up to where the ledger is signed, when that was, and what came since. */
export function LastHead() {
  const heads = useQuery(headsQuery({}));
  const newest = useQuery(eventsQuery({}));
  if (heads.isError && !heads.data) {
    return (
      <div className="mb-5">
        <ErrorPanel
          what="The signed heads could not be loaded."
          thrown={heads.error}
          onRetry={() => void heads.refetch()}
        />
      </div>
    );
  }
  const head = heads.data?.items[0];
  const last = newest.data?.items[0]?.position;
  return (
    <Card className="ledger-margin mb-5 grid gap-1 py-4 pr-5 pl-8 text-sm" aria-label="Chain">
      {heads.data === undefined && <HeadLoading />}
      {heads.data && !head && (
        <p className="flex flex-wrap items-center gap-2">
          <Badge tone="warn" icon={CircleAlert}>
            Not signed yet
          </Badge>
          <span className="text-soft">
            A running service signs the first head within a minute of the first event.
          </span>
        </p>
      )}
      {head && (
        <>
          <p className="flex flex-wrap items-center gap-x-3 gap-y-1">
            <Badge tone="good" icon={PenLine}>
              {`Signed over ${countOf(head.size, "event")}`}
            </Badge>
            <span className="text-soft">
              <RelativeTime at={head.recorded_at} />
              {last !== undefined && last > head.size
                ? `, and ${countOf(last - head.size, "event")} since`
                : ", and nothing since"}
            </span>
          </p>
          <p className="text-soft">
            Root <code className="select-all break-all text-ink text-xs">{head.root}</code>
          </p>
        </>
      )}
    </Card>
  );
}

function HeadLoading() {
  return (
    <div role="status" className="grid gap-2 py-0.5">
      <span className="sr-only">Loading the last signed head</span>
      <Skeleton className="h-5 w-64 max-w-full rounded-full" />
      <Skeleton className="h-4 w-full max-w-xl" />
    </div>
  );
}

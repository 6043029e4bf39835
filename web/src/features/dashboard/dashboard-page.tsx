import { useQuery } from "@tanstack/react-query";
import { History, Hourglass } from "lucide-react";
import { lazy, Suspense, useCallback, useState } from "react";
import { ErrorPanel } from "@/components/error-panel";
import { PageHeader } from "@/components/page-header";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { Skeleton } from "@/components/ui/skeleton";
import { countOf } from "@/lib/count";
import { cx } from "@/lib/cx";
import { clockTime, fullDayAndTime } from "@/lib/time";
import type { Dashboard } from "@/services/contract";
import { dashboardQuery } from "./api";
import { ByPackage } from "./by-package";
import { Figures } from "./figures";
import type { Past } from "./past";
import { TimeTravel } from "./time-travel";

// The figures stand before the chart's library has arrived.
const RevenueChart = lazy(() => import("./revenue-chart"));

type Props = {
  /** Null: as things are now. */
  past: Past | null;
  onPast: (past: Past | null) => void;
};

export function DashboardPage({ past, onPast }: Props) {
  const { data, error, isError, isPlaceholderData, refetch } = useQuery(dashboardQuery(past));
  const [looksBack, setLooksBack] = useState(false);
  const isOpen = looksBack || past !== null;
  const goTo = useCallback(
    (moment: Past | null) => {
      setLooksBack(moment !== null);
      onPast(moment);
    },
    [onPast],
  );

  return (
    <>
      <PageHeader title="Dashboard" lead={data ? leadOf(data, past) : ""}>
        <div className="flex flex-wrap items-center gap-2">
          {data && data.lag_positions > 0 && (
            <Badge tone="warn" icon={Hourglass}>
              {countOf(data.lag_positions, "event")} behind
            </Badge>
          )}
          {!isOpen && (
            <Button onClick={() => setLooksBack(true)}>
              <History aria-hidden />
              Look back
            </Button>
          )}
        </div>
      </PageHeader>
      {isOpen && <TimeTravel past={past} onPast={goTo} onClose={() => setLooksBack(false)} />}
      {isError && !data ? (
        <ErrorPanel
          what="The figures could not be loaded."
          thrown={error}
          onRetry={() => void refetch()}
        />
      ) : (
        <div className={cx(isPlaceholderData && "opacity-60")} aria-busy={isPlaceholderData}>
          {data ? <Figures figures={data} isPast={past !== null} /> : <FiguresLoading />}
          <Charts data={data} />
        </div>
      )}
    </>
  );
}

function leadOf(data: Dashboard, past: Past | null): string {
  return past === null
    ? `As of ${clockTime(data.as_of)} in Nairobi`
    : `As it was on ${fullDayAndTime(data.as_of)} in Nairobi`;
}

function Charts({ data }: { data: Dashboard | undefined }) {
  return (
    <div className="grid gap-4 lg:grid-cols-[minmax(0,1fr)_minmax(0,22rem)]">
      <Card className="min-w-0 self-start p-5">
        <h2 className="mb-4 font-semibold">Revenue by day</h2>
        {data ? (
          <Suspense fallback={<Skeleton className="h-64 w-full" />}>
            <RevenueChart days={data.by_day} />
          </Suspense>
        ) : (
          <Skeleton className="h-64 w-full" />
        )}
      </Card>
      <Card className="p-5">
        <h2 className="mb-4 font-semibold">By package, 30 days</h2>
        {data ? <ByPackage packages={data.by_package} /> : <Skeleton className="h-64 w-full" />}
      </Card>
    </div>
  );
}

function FiguresLoading() {
  return (
    <div className="mb-6 grid grid-cols-2 gap-3 lg:grid-cols-4">
      {["a", "b", "c", "d", "e", "f", "g", "h"].map((key) => (
        <Card key={key} className="h-27 animate-wait" />
      ))}
    </div>
  );
}

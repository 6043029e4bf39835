import { useQuery } from "@tanstack/react-query";
import { History, Hourglass } from "lucide-react";
import { useCallback, useState } from "react";
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
import { Figures, GRIDS } from "./figures";
import type { Past } from "./past";
import { RevenueChart } from "./revenue-chart";
import { TimeTravel } from "./time-travel";

type Props = {
  /** Null: as things are now. */
  past: Past | null;
  onPast: (past: Past | null) => void;
  /** The addresses that are open to whoever looks. */
  places: ReadonlySet<string>;
};

export function DashboardPage({ past, onPast, places }: Props) {
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
      <PageHeader
        title="Dashboard"
        lead={data ? leadOf(data.figures, data.past) : "Adding the figures up"}
      >
        <div className="flex flex-wrap items-center gap-2">
          {data && data.figures.lag_positions > 0 && (
            <Badge tone="warn" icon={Hourglass}>
              {countOf(data.figures.lag_positions, "event")} behind
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
          {data ? (
            <Figures figures={data.figures} isPast={data.past !== null} places={places} />
          ) : (
            <FiguresLoading />
          )}
          <Charts data={data?.figures} />
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
        <h2 className="mb-4 font-semibold">Revenue by day, KSh</h2>
        {data ? <RevenueChart days={data.by_day} /> : <Skeleton className="h-64 w-full" />}
      </Card>
      <Card className="p-5">
        <h2 className="mb-4 font-semibold">By package, 30 days</h2>
        {data ? <ByPackage packages={data.by_package} /> : <Skeleton className="h-64 w-full" />}
      </Card>
    </div>
  );
}

/** As high as the figures, where notes take two lines on a phone and a trend stands below one. */
const LOADING = [
  {
    grid: GRIDS.needs,
    heights: [
      "h-32.5 sm:h-33.5",
      "h-32.5 sm:h-33.5",
      "h-35.5 sm:h-26.5 xl:h-33.5",
      "h-35.5 sm:h-26.5",
      "h-30.5 sm:h-26.5",
      "h-30.5 sm:h-26.5",
    ],
  },
  {
    grid: GRIDS.money,
    heights: [
      "h-32.5 sm:h-33.5",
      "h-32.5 sm:h-33.5",
      "h-25.5 sm:h-26.5 xl:h-33.5",
      "h-25.5 sm:h-26.5 xl:h-33.5",
    ],
  },
];

function FiguresLoading() {
  return (
    <>
      {LOADING.map(({ grid, heights }) => (
        <div key={grid} className="mb-6">
          <Skeleton className="mb-2.5 h-6 w-24" />
          <div className={grid}>
            {heights.map((height, tile) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: they have no other name, and stay.
              <Card key={tile} className={cx("animate-wait", height)} />
            ))}
          </div>
        </div>
      ))}
    </>
  );
}

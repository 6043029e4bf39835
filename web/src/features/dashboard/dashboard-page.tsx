import { useQuery } from "@tanstack/react-query";
import { Hourglass } from "lucide-react";
import { lazy, Suspense } from "react";
import { ErrorPanel } from "@/components/error-panel";
import { PageHeader } from "@/components/page-header";
import { Badge } from "@/components/ui/badge";
import { Card } from "@/components/ui/card";
import { Skeleton } from "@/components/ui/skeleton";
import { countOf } from "@/lib/count";
import { clockTime } from "@/lib/time";
import { dashboardQuery } from "./api";
import { ByPackage } from "./by-package";
import { Figures } from "./figures";

// The figures stand before the chart's library has arrived.
const RevenueChart = lazy(() => import("./revenue-chart"));

export function DashboardPage() {
  const { data, error, isError, refetch } = useQuery(dashboardQuery);

  if (isError && !data) {
    return (
      <>
        <PageHeader title="Dashboard" />
        <ErrorPanel
          what="The figures could not be loaded."
          thrown={error}
          onRetry={() => void refetch()}
        />
      </>
    );
  }
  return (
    <>
      <PageHeader title="Dashboard" lead={data ? `As of ${clockTime(data.as_of)} in Nairobi` : ""}>
        {data && data.lag_positions > 0 && (
          <Badge tone="warn" icon={Hourglass}>
            {countOf(data.lag_positions, "event")} behind
          </Badge>
        )}
      </PageHeader>
      {data ? <Figures figures={data} /> : <FiguresLoading />}
      <div className="grid gap-4 lg:grid-cols-[1fr_22rem]">
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
    </>
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

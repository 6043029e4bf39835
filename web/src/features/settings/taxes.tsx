import { useQuery } from "@tanstack/react-query";
import { CalendarClock, CircleCheck, Clock, Percent } from "lucide-react";
import { useState } from "react";
import { columnsFor, DataTable } from "@/components/data-table";
import { EmptyState } from "@/components/empty-state";
import { ErrorPanel } from "@/components/error-panel";
import { RelativeTime } from "@/components/relative-time";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { formatPerMille } from "@/lib/per-mille";
import { calendarDay, nairobiDay } from "@/lib/time";
import type { TaxRate } from "@/services/contract";
import { taxesQuery } from "./api";
import { TaxDialog } from "./tax-dialog";

type Period = "holds" | "will" | "held";
type Row = TaxRate & { id: string; period: Period };

const column = columnsFor<Row>();

const columns = column.columns([
  column.accessor("from", {
    header: "From",
    cell: ({ row: { original: rate } }) => (
      <span className="figures whitespace-nowrap font-medium">{calendarDay(rate.from)}</span>
    ),
  }),
  column.accessor("period", {
    header: "State",
    cell: ({ row: { original: rate } }) => <PeriodBadge period={rate.period} />,
  }),
  column.accessor("vat_per_mille", {
    header: "VAT",
    meta: { align: "right" },
    cell: ({ row: { original: rate } }) => (
      <span className="figures">{formatPerMille(rate.vat_per_mille)}</span>
    ),
  }),
  column.accessor("excise_per_mille", {
    header: "Excise",
    meta: { align: "right" },
    cell: ({ row: { original: rate } }) => (
      <span className="figures">{formatPerMille(rate.excise_per_mille)}</span>
    ),
  }),
  column.accessor("set_at", {
    header: "Set",
    meta: { align: "right", from: "sm" },
    cell: ({ row: { original: rate } }) => <RelativeTime at={rate.set_at} />,
  }),
]);

export function Taxes({ mayChange }: { mayChange: boolean }) {
  const query = useQuery(taxesQuery);
  const [isSetting, setIsSetting] = useState(false);
  if (query.isError && !query.data) {
    return (
      <ErrorPanel
        what="The rates could not be loaded."
        thrown={query.error}
        onRetry={() => void query.refetch()}
      />
    );
  }
  return (
    <>
      <DataTable
        caption="Rates of taxes"
        columns={columns}
        rows={query.data && rowsOf(query.data.items, nairobiDay(new Date()))}
        empty={
          <EmptyState
            icon={Percent}
            title="Nothing is taxed"
            text="What is bought before the first rates hold is booked without taxes."
          >
            {mayChange && <Button onClick={() => setIsSetting(true)}>Set the first rates</Button>}
          </EmptyState>
        }
      />
      {mayChange && (query.data?.items.length ?? 0) > 0 && (
        <Button className="mt-3" onClick={() => setIsSetting(true)}>
          Set new rates
        </Button>
      )}
      {isSetting && <TaxDialog last={query.data?.items[0]} onClose={() => setIsSetting(false)} />}
    </>
  );
}

/** The last first: what lies ahead, what holds, and what held before. */
function rowsOf(rates: TaxRate[], today: string): Row[] {
  const holding = rates.find((rate) => rate.from <= today);
  return rates.map((rate) => ({
    ...rate,
    id: `${rate.from} ${rate.set_at}`,
    period: rate.from > today ? "will" : rate === holding ? "holds" : "held",
  }));
}

function PeriodBadge({ period }: { period: Period }) {
  if (period === "holds") {
    return (
      <Badge tone="good" icon={CircleCheck}>
        Holds now
      </Badge>
    );
  }
  return period === "will" ? (
    <Badge tone="info" icon={CalendarClock}>
      To come
    </Badge>
  ) : (
    <Badge tone="neutral" icon={Clock}>
      Before
    </Badge>
  );
}

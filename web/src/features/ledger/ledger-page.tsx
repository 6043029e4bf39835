import { type UseQueryResult, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { BookOpen, Download } from "lucide-react";
import type { ReactNode } from "react";
import { ErrorPanel } from "@/components/error-panel";
import { PageHeader } from "@/components/page-header";
import { PrintButton } from "@/components/print-button";
import { Button, buttonStyle } from "@/components/ui/button";
import { Field, inputStyle } from "@/components/ui/field";
import { Skeleton } from "@/components/ui/skeleton";
import { countOf, formatCount } from "@/lib/count";
import { cx } from "@/lib/cx";
import { fullDayAndTime, nairobiDay } from "@/lib/time";
import {
  type BookFilters,
  inTransitQuery,
  monthsQuery,
  rollForwardQuery,
  trialBalanceQuery,
} from "./api";
import { InTransit } from "./in-transit";
import { Months } from "./months";
import { RollForward } from "./roll-forward";
import { TrialBalance } from "./trial-balance";

type Props = { filters: BookFilters; onFilters: (filters: BookFilters) => void };

export function LedgerPage({ filters, onFilters }: Props) {
  const balance = useQuery(trialBalanceQuery(filters));
  const rolled = useQuery(rollForwardQuery());
  const months = useQuery(monthsQuery());
  const transit = useQuery(inTransitQuery());
  const today = nairobiDay(new Date());
  return (
    <>
      <PageHeader title="Books" lead="Double entry, as of now or of the end of any day.">
        <div className="flex flex-wrap items-end gap-2 print:hidden">
          <Link to="/admin/ledger/journal" className={buttonStyle()}>
            <BookOpen aria-hidden />
            Journal
          </Link>
          <Link to="/admin/exports" search={filters} className={buttonStyle()}>
            <Download aria-hidden />
            Exports
          </Link>
          <PrintButton />
          <Field label="As of the end of">
            {(wiring) => (
              <input
                {...wiring}
                type="date"
                max={today}
                className={inputStyle}
                value={filters.day ?? ""}
                onChange={({ target: { value } }) => onFilters(value ? { day: value } : {})}
              />
            )}
          </Field>
          {filters.day && <Button onClick={() => onFilters({})}>Now</Button>}
        </div>
      </PageHeader>
      <Part
        title="Trial balance"
        what="The trial balance could not be loaded."
        query={balance}
        height="h-140"
      >
        {(found) => (
          <>
            <p className="mb-2 text-sm text-soft">
              {fullDayAndTime(found.as_of)} in Nairobi, event {formatCount(found.position)}
              {found.lag_positions > 0 && `, ${countOf(found.lag_positions, "event")} behind`}
            </p>
            <TrialBalance balance={found} stale={balance.isPlaceholderData} />
          </>
        )}
      </Part>
      <Part title="Months" what="The months could not be loaded." query={months} height="h-52">
        {(found) => <Months months={found} />}
      </Part>
      <Part
        title="In transit to the bank"
        what="What is on its way to the bank could not be loaded."
        query={transit}
        height="h-40"
      >
        {(found) => <InTransit transit={found} />}
      </Part>
      <Part
        title="Deferred revenue"
        what="Deferred revenue could not be loaded."
        query={rolled}
        height="h-52"
      >
        {(found) => <RollForward rolled={found} />}
      </Part>
    </>
  );
}

type PartProps<Found> = {
  title: string;
  /** What is said if it could not be loaded. */
  what: string;
  query: UseQueryResult<Found>;
  /** About as high as what is awaited, so that what stands below it stays where it is. */
  height: string;
  children: (found: Found) => ReactNode;
};

function Part<Found>({ title, what, query, height, children }: PartProps<Found>) {
  return (
    <section className="mt-8 first-of-type:mt-0">
      <h2 className="mb-2 font-semibold text-lg">{title}</h2>
      {query.isError && query.data === undefined ? (
        <ErrorPanel what={what} thrown={query.error} onRetry={() => query.refetch()} />
      ) : query.data === undefined ? (
        <Skeleton className={cx("w-full", height)} />
      ) : (
        children(query.data)
      )}
    </section>
  );
}

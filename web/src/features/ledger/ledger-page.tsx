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
          <Field label="End of">
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
      <Part title="Trial balance" what="The trial balance could not be loaded." query={balance}>
        {(found) => (
          <>
            <p className="mb-2 text-sm text-soft">
              {fullDayAndTime(found.as_of)} in Nairobi, event {found.position}
              {found.lag_positions > 0 && `, ${found.lag_positions} events behind`}
            </p>
            <TrialBalance balance={found} stale={balance.isPlaceholderData} />
          </>
        )}
      </Part>
      <Part title="Months" what="The months could not be loaded." query={months}>
        {(found) => <Months months={found} />}
      </Part>
      <Part
        title="In transit to the bank"
        what="What is on its way to the bank could not be loaded."
        query={transit}
      >
        {(found) => <InTransit transit={found} />}
      </Part>
      <Part title="Deferred revenue" what="Deferred revenue could not be loaded." query={rolled}>
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
  children: (found: Found) => ReactNode;
};

function Part<Found>({ title, what, query, children }: PartProps<Found>) {
  return (
    <section className="mt-8 first-of-type:mt-0">
      <h2 className="mb-2 font-semibold text-lg">{title}</h2>
      {query.isError && query.data === undefined ? (
        <ErrorPanel what={what} thrown={query.error} onRetry={() => query.refetch()} />
      ) : query.data === undefined ? (
        <Skeleton className="h-40 w-full" />
      ) : (
        children(query.data)
      )}
    </section>
  );
}

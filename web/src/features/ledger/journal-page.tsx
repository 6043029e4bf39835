import { keepPreviousData, queryOptions, useQuery } from "@tanstack/react-query";
import { BookOpen } from "lucide-react";
import { BackLink } from "@/components/back-link";
import { EmptyState } from "@/components/empty-state";
import { ErrorPanel } from "@/components/error-panel";
import { PageHeader } from "@/components/page-header";
import { Pager } from "@/components/pager";
import { Postings } from "@/components/postings";
import { Card } from "@/components/ui/card";
import { Skeleton } from "@/components/ui/skeleton";
import { cx } from "@/lib/cx";
import { api } from "@/services/client";
import { unwrapRead } from "@/services/problem";

const PAGE_ENTRIES = 25;

export type JournalFilters = { cursor?: string };

function journalQuery(filters: JournalFilters) {
  return queryOptions({
    queryKey: ["finance", "journal", filters],
    queryFn: ({ signal }) =>
      unwrapRead(
        api.GET("/api/finance/journal/", {
          params: { query: { limit: PAGE_ENTRIES, ...filters } },
          signal,
        }),
      ),
    placeholderData: keepPreviousData,
  });
}

type Props = { filters: JournalFilters; onFilters: (filters: JournalFilters) => void };

/** Every entry that the events gave rise to, the last recorded first. */
export function JournalPage({ filters, onFilters }: Props) {
  const query = useQuery(journalQuery(filters));
  return (
    <>
      <BackLink to="/admin/ledger">Books</BackLink>
      <PageHeader
        title="Journal"
        lead="Every entry, the last recorded first. The lines of each sum to zero."
      />
      {query.isError && !query.data ? (
        <ErrorPanel
          what="The journal could not be loaded."
          thrown={query.error}
          onRetry={() => void query.refetch()}
        />
      ) : !query.data ? (
        <JournalLoading />
      ) : query.data.items.length === 0 ? (
        <Card>
          <EmptyState
            icon={BookOpen}
            title="No entries yet"
            text="The first payment that completes is the first entry."
          />
        </Card>
      ) : (
        <div className={cx(query.isPlaceholderData && "opacity-60")}>
          <Postings entries={query.data.items} />
          <Pager
            cursor={filters.cursor}
            nextCursor={query.data.next_cursor}
            onMove={(cursor) => onFilters(cursor ? { cursor } : {})}
          />
        </div>
      )}
    </>
  );
}

function JournalLoading() {
  return (
    <Card role="status" className="divide-y divide-line">
      <span className="sr-only">Loading the journal</span>
      {["a", "b", "c", "d"].map((key) => (
        <div key={key} className="grid gap-2.5 px-4 py-4">
          <Skeleton className="h-4 w-40" />
          <Skeleton className="h-4 w-full max-w-lg" />
          <Skeleton className="h-4 w-full max-w-lg" />
        </div>
      ))}
    </Card>
  );
}

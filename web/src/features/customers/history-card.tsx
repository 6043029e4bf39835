import { ChevronRight } from "lucide-react";
import type { ReactNode } from "react";
import { ErrorPanel } from "@/components/error-panel";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { Skeleton } from "@/components/ui/skeleton";
import { problemFromThrown } from "@/services/problem";

type HistoryQuery<Item> = {
  data: { pages: { items: Item[] }[] } | undefined;
  error: unknown;
  isError: boolean;
  hasNextPage: boolean;
  isFetchingNextPage: boolean;
  isFetchNextPageError: boolean;
  fetchNextPage: () => unknown;
  refetch: () => unknown;
};

type Props<Item> = {
  title: string;
  /** In the plural and small letters: `payments`. */
  noun: string;
  query: HistoryQuery<Item>;
  keyOf: (item: Item) => string | number;
  /** What stands in the row of one. */
  children: (item: Item) => ReactNode;
  emptyText: string;
  /** Leads to where there is more to do with them. */
  link?: ReactNode;
};

/** What happened to a customer of one kind, the newest first; older ones are fetched when asked for. */
export function HistoryCard<Item>({
  title,
  noun,
  query,
  keyOf,
  children,
  emptyText,
  link,
}: Props<Item>) {
  if (query.isError && query.data === undefined) {
    return (
      <ErrorPanel
        what={`The ${noun} could not be loaded.`}
        thrown={query.error}
        onRetry={() => query.refetch()}
      />
    );
  }
  const items = query.data?.pages.flatMap((page) => page.items);
  return (
    <Card className="overflow-hidden" aria-label={title}>
      <div className="flex flex-wrap items-baseline justify-between gap-x-4 gap-y-1 px-5 pt-4 pb-3">
        <h2 className="font-semibold">{title}</h2>
        {link}
      </div>
      <div className="border-line border-t text-sm">
        {items === undefined ? (
          <Loading noun={noun} />
        ) : items.length === 0 ? (
          <p className="px-5 py-4 text-soft">{emptyText}</p>
        ) : (
          <ul className="divide-y divide-line" aria-label={noun}>
            {items.map((item) => (
              <li
                key={keyOf(item)}
                className="relative flex items-center justify-between gap-4 px-5 py-3"
              >
                {children(item)}
              </li>
            ))}
          </ul>
        )}
      </div>
      {query.hasNextPage && (
        <div className="flex flex-wrap items-center justify-end gap-x-3 gap-y-1 border-line border-t px-4 py-2 print:hidden">
          {query.isFetchNextPageError && (
            <p role="alert" className="text-bad text-sm">
              {problemFromThrown(query.error).message}
            </p>
          )}
          <Button
            size="small"
            look="quiet"
            disabled={query.isFetchingNextPage}
            onClick={() => query.fetchNextPage()}
          >
            Older {noun}
            <ChevronRight aria-hidden />
          </Button>
        </div>
      )}
    </Card>
  );
}

function Loading({ noun }: { noun: string }) {
  return (
    <div role="status" className="divide-y divide-line">
      <span className="sr-only">Loading the {noun}</span>
      {["a", "b", "c"].map((key) => (
        <div key={key} className="flex justify-between gap-4 px-5 py-3.5">
          <Skeleton className="h-4 w-36" />
          <Skeleton className="h-4 w-20" />
        </div>
      ))}
    </div>
  );
}

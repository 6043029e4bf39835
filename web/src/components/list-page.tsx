import type { LucideIcon } from "lucide-react";
import { type Columns, DataTable, type Sorting } from "@/components/data-table";
import { EmptyState } from "@/components/empty-state";
import { ErrorPanel } from "@/components/error-panel";
import { Pager } from "@/components/pager";
import { Button } from "@/components/ui/button";

type ListQuery<Row> = {
  data: { items: Row[]; next_cursor?: string | null } | undefined;
  error: unknown;
  isError: boolean;
  isPlaceholderData: boolean;
  refetch: () => unknown;
};

type Props<Row extends { id: string }> = {
  /** In the plural and small letters: `payments`. */
  noun: string;
  query: ListQuery<Row>;
  columns: Columns<Row>;
  icon: LucideIcon;
  emptyText: string;
  /** Set when filters are on: nothing found then has a way out. */
  onClearFilters?: (() => void) | undefined;
  /** Undefined: the newest first, always. */
  sorting?: Sorting;
  cursor: string | undefined;
  onMove: (cursor: string | undefined) => void;
};

/** A list with its four states: loading, rows, empty or nothing for this filter, and error. */
export function ListPage<Row extends { id: string }>({
  noun,
  query,
  columns,
  icon,
  emptyText,
  onClearFilters,
  sorting,
  cursor,
  onMove,
}: Props<Row>) {
  if (query.isError && query.data === undefined) {
    return (
      <ErrorPanel
        what={`The ${noun} could not be loaded.`}
        thrown={query.error}
        onRetry={() => query.refetch()}
      />
    );
  }
  const older = query.data?.next_cursor;
  const empty = older ? (
    // Lists that are looked through may have nothing on a page, and more after it.
    <EmptyState
      icon={icon}
      title={`No ${noun} so far`}
      text="What is older has not been looked through yet."
    >
      <Button onClick={() => onMove(older)}>Look further back</Button>
    </EmptyState>
  ) : onClearFilters ? (
    <EmptyState icon={icon} title={`No ${noun} match`} text="Nothing fits these filters.">
      <Button onClick={onClearFilters}>Clear the filters</Button>
    </EmptyState>
  ) : (
    <EmptyState icon={icon} title={`No ${noun} yet`} text={emptyText} />
  );
  return (
    <DataTable
      caption={noun}
      columns={columns}
      rows={query.data?.items}
      stale={query.isPlaceholderData}
      sorting={sorting}
      empty={empty}
      footer={
        <Pager
          names={sorting?.names}
          cursor={cursor}
          nextCursor={query.data?.next_cursor}
          onMove={onMove}
        />
      }
    />
  );
}

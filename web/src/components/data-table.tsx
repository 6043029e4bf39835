import { type ColumnDef, createColumnHelper, tableFeatures, useTable } from "@tanstack/react-table";
import { ArrowDown, ArrowUp, ArrowUpDown } from "lucide-react";
import type { ReactNode } from "react";
import { Card } from "@/components/ui/card";
import { Skeleton } from "@/components/ui/skeleton";
import { cx } from "@/lib/cx";

type ColumnMeta = {
  /** Figures stand on the right, where their digits line up. */
  align?: "right";
  /** Left out on narrow screens, where the row's page tells the rest. */
  from?: "sm" | "md" | "lg" | "xl";
  /** The orders of the list that the column's head leads to, the first of them first. */
  orders?: { descending: string; ascending: string };
};

/** In which order the list stands, and how it is given another. */
export type Sorting = {
  order: string;
  /** What leads to the first page and to the next. */
  names: { first: string; next: string };
  onOrder: (order: string) => void;
};

const features = tableFeatures({ columnMeta: {} as ColumnMeta });
type Features = typeof features;

export function columnsFor<Row extends object>() {
  return createColumnHelper<Features, Row>();
}

// biome-ignore lint/suspicious/noExplicitAny: columns of one table have values of many types.
export type Columns<Row extends object> = ColumnDef<Features, Row, any>[];

/** Those of the named ids. What a person has chosen is shown however narrow the screen is. */
export function onlyColumns<Row extends object>(
  columns: Columns<Row>,
  ids: string[],
  { atAnyWidth }: { atAnyWidth: boolean },
): Columns<Row> {
  return columns
    .filter((column) => column.id !== undefined && ids.includes(column.id))
    .map((column) => {
      if (!atAnyWidth || column.meta === undefined) return column;
      const { from: _, ...meta } = column.meta;
      return { ...column, meta };
    });
}

const FROM: Record<NonNullable<ColumnMeta["from"]>, string> = {
  sm: "max-sm:not-print:hidden",
  md: "max-md:not-print:hidden",
  lg: "max-lg:not-print:hidden",
  xl: "max-xl:not-print:hidden",
};

/** A phone has little room between columns: an amount and a state stand beside a name there. */
const CELL = "px-1.5 first:pl-3 last:pr-3 sm:px-4 sm:last:pr-5 sm:first:pl-5";

const LOADING_ROWS = ["a", "b", "c", "d", "e", "f", "g", "h"];

type Props<Row extends { id: string }> = {
  caption: string;
  columns: Columns<Row>;
  /** Undefined while the first page loads. */
  rows: Row[] | undefined;
  /** Older rows are shown, dimmed, while the next ones load. */
  stale?: boolean;
  sorting?: Sorting | undefined;
  empty: ReactNode;
  footer?: ReactNode;
};

const NO_ROWS: never[] = [];

export function DataTable<Row extends { id: string }>({
  caption,
  columns,
  rows,
  stale = false,
  sorting,
  empty,
  footer,
}: Props<Row>) {
  const table = useTable({ features, columns, data: rows ?? NO_ROWS, getRowId: (row) => row.id });
  const isEmpty = rows !== undefined && rows.length === 0;

  return (
    <Card className="overflow-hidden">
      {isEmpty ? (
        empty
      ) : (
        <div className="relative overflow-x-auto">
          <table className="w-full text-sm" aria-busy={rows === undefined || stale}>
            <caption className="sr-only">{caption}</caption>
            <thead>
              {table.getHeaderGroups().map((group) => (
                <tr key={group.id} className="border-line border-b bg-sunken/60">
                  {group.headers.map((header) => (
                    <th
                      key={header.id}
                      scope="col"
                      aria-sort={sortOf(header.column.columnDef.meta, sorting)}
                      className={cx(
                        "whitespace-nowrap py-2.5 font-medium text-soft",
                        CELL,
                        header.column.columnDef.meta?.align === "right"
                          ? "text-right"
                          : "text-left",
                        visibility(header.column.columnDef.meta),
                      )}
                    >
                      <SortButton meta={header.column.columnDef.meta} sorting={sorting}>
                        <table.FlexRender header={header} />
                      </SortButton>
                    </th>
                  ))}
                </tr>
              ))}
            </thead>
            <tbody className={cx("divide-y divide-line", stale && "opacity-60")}>
              {rows === undefined
                ? LOADING_ROWS.map((key) => (
                    <tr key={key}>
                      {table.getAllLeafColumns().map((column) => (
                        <td
                          key={column.id}
                          className={cx("py-3.5", CELL, visibility(column.columnDef.meta))}
                        >
                          <Skeleton
                            className={cx(
                              "h-4 w-full max-w-32",
                              column.columnDef.meta?.align === "right" && "ml-auto",
                            )}
                          />
                        </td>
                      ))}
                    </tr>
                  ))
                : table.getRowModel().rows.map((row) => (
                    <tr key={row.id} className="relative hover:bg-sunken/60">
                      {row.getAllCells().map((cell) => (
                        <td
                          key={cell.id}
                          className={cx(
                            "py-3 align-middle",
                            CELL,
                            cell.column.columnDef.meta?.align === "right" && "text-right",
                            visibility(cell.column.columnDef.meta),
                          )}
                        >
                          <table.FlexRender cell={cell} />
                        </td>
                      ))}
                    </tr>
                  ))}
            </tbody>
          </table>
        </div>
      )}
      {footer}
    </Card>
  );
}

function sortOf(meta: ColumnMeta | undefined, sorting: Sorting | undefined) {
  if (!meta?.orders || !sorting) return undefined;
  if (sorting.order === meta.orders.descending) return "descending";
  return sorting.order === meta.orders.ascending ? "ascending" : "none";
}

const ARROWS = { descending: ArrowDown, ascending: ArrowUp, none: ArrowUpDown };

type SortButtonProps = {
  meta: ColumnMeta | undefined;
  sorting: Sorting | undefined;
  children: ReactNode;
};

/** The head of a column, which sorts where the list can be sorted by it. */
function SortButton({ meta, sorting, children }: SortButtonProps) {
  const sort = sortOf(meta, sorting);
  if (!sort || !meta?.orders || !sorting) return children;
  const { descending, ascending } = meta.orders;
  const Arrow = ARROWS[sort];
  return (
    <button
      type="button"
      onClick={() => sorting.onOrder(sort === "descending" ? ascending : descending)}
      className={cx(
        "-my-1 inline-flex items-center gap-1 rounded py-1 font-medium hover:text-ink",
        sort !== "none" && "text-ink",
      )}
    >
      {children}
      <Arrow aria-hidden className={cx("size-3.5 print:hidden", sort === "none" && "opacity-50")} />
    </button>
  );
}

function visibility(meta: ColumnMeta | undefined): string {
  return meta?.from ? FROM[meta.from] : "";
}

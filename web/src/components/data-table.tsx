import { type ColumnDef, createColumnHelper, tableFeatures, useTable } from "@tanstack/react-table";
import type { ReactNode } from "react";
import { Card } from "@/components/ui/card";
import { Skeleton } from "@/components/ui/skeleton";
import { cx } from "@/lib/cx";

type ColumnMeta = {
  /** Figures stand on the right, where their digits line up. */
  align?: "right";
  /** Left out on narrow screens, where the row's page tells the rest. */
  from?: "sm" | "md" | "lg" | "xl";
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

const LOADING_ROWS = ["a", "b", "c", "d", "e", "f", "g", "h"];

type Props<Row extends { id: string }> = {
  caption: string;
  columns: Columns<Row>;
  /** Undefined while the first page loads. */
  rows: Row[] | undefined;
  /** Older rows are shown, dimmed, while the next ones load. */
  stale?: boolean;
  empty: ReactNode;
  footer?: ReactNode;
};

const NO_ROWS: never[] = [];

export function DataTable<Row extends { id: string }>({
  caption,
  columns,
  rows,
  stale = false,
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
                      className={cx(
                        "whitespace-nowrap px-2 py-2.5 font-medium text-soft first:pl-4 last:pr-4 sm:px-4 sm:last:pr-5 sm:first:pl-5",
                        header.column.columnDef.meta?.align === "right"
                          ? "text-right"
                          : "text-left",
                        visibility(header.column.columnDef.meta),
                      )}
                    >
                      <table.FlexRender header={header} />
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
                          className={cx(
                            "px-2 py-3.5 first:pl-4 last:pr-4 sm:px-4 sm:last:pr-5 sm:first:pl-5",
                            visibility(column.columnDef.meta),
                          )}
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
                            "px-2 py-3 align-middle first:pl-4 last:pr-4 sm:px-4 sm:last:pr-5 sm:first:pl-5",
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

function visibility(meta: ColumnMeta | undefined): string {
  return meta?.from ? FROM[meta.from] : "";
}

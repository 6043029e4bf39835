import { useQuery } from "@tanstack/react-query";
import { Package as PackageIcon, Plus } from "lucide-react";
import { useMemo, useState } from "react";
import { Amount } from "@/components/amount";
import { columnsFor } from "@/components/data-table";
import { ListPage } from "@/components/list-page";
import { PageHeader } from "@/components/page-header";
import { ActiveBadge } from "@/components/status-badge";
import { Button } from "@/components/ui/button";
import type { Package } from "@/services/contract";
import { type PackageFilters, packagesQuery } from "./api";
import { CreatePackageDialog } from "./create-dialog";
import { RetireDialog } from "./retire-dialog";
import { durationOf, SOLD_AT, speedOf } from "./words";

const column = columnsFor<Package>();

function columnsWith(retire: ((item: Package) => void) | null) {
  return column.columns([
    column.accessor("name", {
      header: "Name",
      cell: ({ row: { original: item } }) => <span className="font-medium">{item.name}</span>,
    }),
    column.accessor((item) => durationOf(item.duration), {
      id: "duration",
      header: "Duration",
      meta: { from: "sm" },
    }),
    column.accessor(speedOf, { id: "speed", header: "Down / up", meta: { from: "lg" } }),
    column.accessor((item) => SOLD_AT[item.sold_at ?? "BOTH"], {
      id: "sold_at",
      header: "Sold at",
      meta: { from: "lg" },
    }),
    column.accessor("is_active", {
      header: "Status",
      meta: { from: "sm" },
      cell: ({ row: { original: item } }) => <ActiveBadge active={item.is_active} off="Retired" />,
    }),
    column.accessor("price_cents", {
      header: "Price",
      meta: { align: "right" },
      cell: ({ row: { original: item } }) => (
        <Amount cents={item.price_cents} className="font-medium" />
      ),
    }),
    ...(retire
      ? [
          column.display({
            id: "actions",
            header: () => <span className="sr-only">Actions</span>,
            meta: { align: "right" as const },
            cell: ({ row: { original: item } }) =>
              item.is_active ? (
                <Button
                  size="small"
                  onClick={() => retire(item)}
                  aria-label={`Retire ${item.name}`}
                >
                  Retire
                </Button>
              ) : null,
          }),
        ]
      : []),
  ]);
}

type Props = {
  filters: PackageFilters;
  onFilters: (filters: PackageFilters) => void;
  /** Whether this login may create and retire packages. */
  mayChange: boolean;
};

export function PackagesPage({ filters, onFilters, mayChange }: Props) {
  const query = useQuery(packagesQuery(filters));
  const [creating, setCreating] = useState(false);
  const [retiring, setRetiring] = useState<Package | null>(null);
  const columns = useMemo(() => columnsWith(mayChange ? setRetiring : null), [mayChange]);
  return (
    <>
      <PageHeader title="Packages" lead="What the portal sells.">
        {mayChange && (
          <Button look="primary" onClick={() => setCreating(true)}>
            <Plus aria-hidden />
            New package
          </Button>
        )}
      </PageHeader>
      <ListPage
        noun="packages"
        query={query}
        columns={columns}
        icon={PackageIcon}
        emptyText="Create the first one, and the portal can sell it."
        cursor={filters.cursor}
        onMove={(cursor) => onFilters(cursor ? { cursor } : {})}
      />
      {creating && <CreatePackageDialog onClose={() => setCreating(false)} />}
      {retiring && <RetireDialog item={retiring} onClose={() => setRetiring(null)} />}
    </>
  );
}

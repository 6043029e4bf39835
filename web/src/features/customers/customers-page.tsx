import { useQuery } from "@tanstack/react-query";
import { Contact, X } from "lucide-react";
import { ListPage } from "@/components/list-page";
import { PageHeader } from "@/components/page-header";
import { TypedFilter } from "@/components/typed-filter";
import { Button } from "@/components/ui/button";
import { type CustomerFilters, customersQuery, SEARCH_CHARACTERS_MAX } from "./api";
import { customerColumns } from "./columns";

type Props = {
  filters: CustomerFilters;
  onFilters: (filters: CustomerFilters) => void;
};

export function CustomersPage({ filters, onFilters }: Props) {
  const query = useQuery(customersQuery(filters));
  const { cursor, ...chosen } = filters;
  const clear = Object.keys(chosen).length > 0 ? () => onFilters({}) : undefined;
  const change = (changed: { [name in keyof CustomerFilters]: string | undefined }) =>
    onFilters(withoutBlanks({ ...chosen, ...changed }));
  return (
    <>
      <PageHeader title="Customers" lead="Who buys, with a login or as a guest. Newest first." />
      <section
        aria-label="Filters"
        className="mb-4 flex flex-wrap items-end gap-x-4 gap-y-3 print:hidden"
      >
        <div className="w-full sm:w-80">
          <TypedFilter
            label="Phone, account number or name"
            value={filters.q}
            isWhole={(text) => text.length <= SEARCH_CHARACTERS_MAX}
            partial={`Type at most ${SEARCH_CHARACTERS_MAX} characters.`}
            onChange={(q) => change({ q })}
          />
        </div>
        <label className="flex h-10 items-center gap-2 text-sm">
          <input
            type="checkbox"
            className="size-4 accent-[var(--brand)]"
            checked={filters.with_login === "true"}
            onChange={(event) => change({ with_login: event.target.checked ? "true" : undefined })}
          />
          With a login only
        </label>
        {clear && (
          <Button look="quiet" onClick={clear}>
            <X aria-hidden />
            Clear
          </Button>
        )}
      </section>
      <ListPage
        noun="customers"
        query={query}
        columns={customerColumns}
        icon={Contact}
        emptyText="They appear here when they register, or buy a package as a guest."
        onClearFilters={clear}
        cursor={cursor}
        onMove={(next) => change({ cursor: next })}
      />
    </>
  );
}

function withoutBlanks(
  filters: {
    [name in keyof CustomerFilters]?: string | undefined;
  },
): CustomerFilters {
  return Object.fromEntries(
    Object.entries(filters).filter(([, value]) => value !== undefined && value !== ""),
  );
}

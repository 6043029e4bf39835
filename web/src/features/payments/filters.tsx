import { X } from "lucide-react";
import { useId } from "react";
import { TypedFilter } from "@/components/typed-filter";
import { Button } from "@/components/ui/button";
import { inputStyle } from "@/components/ui/field";
import { NativeSelect } from "@/components/ui/native-select";
import { parseShillings } from "@/lib/money";
import { normaliseMsisdn } from "@/lib/msisdn";
import { sentenceCase } from "@/lib/sentence-case";
import { orderOf, PAYMENT_ORDERS, PAYMENT_STATUSES, type PaymentFilters } from "./api";

type Props = {
  filters: PaymentFilters;
  /** Undefined takes a filter away. */
  onChange: (changed: { [name in keyof PaymentFilters]?: string | undefined }) => void;
  onClear: (() => void) | undefined;
};

/** Filters and order live in the address; each change of one starts again from the first row. */
export function PaymentFilterBar({ filters, onChange, onClear }: Props) {
  const statusId = useId();
  const orderId = useId();
  return (
    <section
      aria-label="Filters"
      className="mb-4 grid grid-cols-2 items-end gap-3 sm:grid-cols-3 lg:grid-cols-[repeat(auto-fill,minmax(10.5rem,1fr))] print:hidden"
    >
      <label htmlFor={statusId} className="grid gap-1 text-sm">
        <span className="text-soft">Status</span>
        <NativeSelect
          id={statusId}
          value={filters.status ?? ""}
          onChange={(event) => onChange({ status: event.target.value || undefined })}
        >
          <option value="">Any</option>
          {PAYMENT_STATUSES.map((status) => (
            <option key={status} value={status}>
              {sentenceCase(status)}
            </option>
          ))}
        </NativeSelect>
      </label>
      <TypedFilter
        label="Receipt"
        value={filters.receipt}
        onChange={(receipt) => onChange({ receipt })}
      />
      <TypedFilter
        label="Phone"
        value={filters.phone}
        isWhole={(text) => normaliseMsisdn(text) !== null}
        onChange={(phone) => onChange({ phone })}
      />
      <TypedFilter
        label="Amount, KSh"
        value={filters.amount}
        isWhole={(text) => parseShillings(text) !== null}
        partial="Type an amount such as 50 or 1,250.50."
        inputMode="decimal"
        onChange={(amount) => onChange({ amount })}
      />
      <DayFilter label="From" value={filters.from} onChange={(from) => onChange({ from })} />
      <DayFilter label="To" value={filters.to} onChange={(to) => onChange({ to })} />
      <label htmlFor={orderId} className="grid gap-1 text-sm">
        <span className="text-soft">Order</span>
        <NativeSelect
          id={orderId}
          value={orderOf(filters).order}
          onChange={(event) => onChange({ sort: event.target.value })}
        >
          {PAYMENT_ORDERS.map(({ order, names }) => (
            <option key={order} value={order}>
              {names.first} first
            </option>
          ))}
        </NativeSelect>
      </label>
      <label className="flex h-10 items-center gap-2 text-sm">
        <input
          type="checkbox"
          className="size-4 accent-[var(--brand)]"
          checked={filters.needs_a_look === "true"}
          onChange={(event) =>
            onChange({ needs_a_look: event.target.checked ? "true" : undefined })
          }
        />
        Needs a look
      </label>
      {onClear && (
        <Button look="quiet" className="justify-self-start" onClick={onClear}>
          <X aria-hidden />
          Clear
        </Button>
      )}
    </section>
  );
}

type DayProps = {
  label: string;
  value: string | undefined;
  onChange: (value: string | undefined) => void;
};

function DayFilter({ label, value = "", onChange }: DayProps) {
  return (
    <label className="grid gap-1 text-sm">
      <span className="text-soft">{label}</span>
      <input
        type="date"
        className={inputStyle}
        value={value}
        onChange={(event) => onChange(event.target.value || undefined)}
      />
    </label>
  );
}

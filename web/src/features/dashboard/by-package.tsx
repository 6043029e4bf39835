import { Amount } from "@/components/amount";
import { countOf } from "@/lib/count";
import type { Dashboard } from "@/services/contract";

/** Shares as bars, with their amounts in words: the bars alone say nothing to a screen reader. */
export function ByPackage({ packages }: { packages: Dashboard["by_package"] }) {
  const sorted = [...packages].sort((one, other) => other.revenue_cents - one.revenue_cents);
  const largestCents = Math.max(1, ...sorted.map((item) => item.revenue_cents));
  if (sorted.length === 0) {
    return <p className="py-8 text-center text-sm text-soft">Nothing was sold in these days.</p>;
  }
  return (
    <ul className="grid gap-3.5">
      {sorted.map((item) => (
        <li key={item.package_id} className="text-sm">
          <div className="flex items-baseline justify-between gap-3">
            <span className="min-w-0 truncate">{item.name}</span>
            <Amount cents={item.revenue_cents} className="font-medium" />
          </div>
          <div className="mt-1.5 h-2 overflow-hidden rounded-full bg-sunken">
            <div
              className="h-full rounded-full bg-brand"
              style={{ width: `${(100 * item.revenue_cents) / largestCents}%` }}
            />
          </div>
          <p className="figures mt-1 text-soft text-xs">{countOf(item.payments, "payment")}</p>
        </li>
      ))}
    </ul>
  );
}

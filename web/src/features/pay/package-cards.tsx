import { Check } from "lucide-react";
import { cx } from "@/lib/cx";
import { formatMoney } from "@/lib/money";
import type { Package } from "@/services/contract";
import { useLanguage, type Words } from "./language";

type Props = {
  packages: Package[];
  chosenId: string | null;
  onChoose: (id: string) => void;
};

/** A radio group: arrow keys move through it, and a screen reader counts it. */
export function PackageCards({ packages, chosenId, onChoose }: Props) {
  const { words } = useLanguage();
  return (
    <fieldset className="min-w-0">
      <legend className="sr-only">{words.home.packages}</legend>
      <div className="grid grid-cols-1 gap-2.5 sm:grid-cols-2 sm:gap-3">
        {packages.map((item) => (
          <PackageCard
            key={item.id}
            item={item}
            chosen={item.id === chosenId}
            onChoose={() => onChoose(item.id)}
          />
        ))}
      </div>
    </fieldset>
  );
}

function PackageCard({
  item,
  chosen,
  onChoose,
}: {
  item: Package;
  chosen: boolean;
  onChoose: () => void;
}) {
  const { words } = useLanguage();
  return (
    <label
      className={cx(
        "ledger-margin relative flex items-center gap-3 rounded-xl border bg-card py-3.5 pr-4 pl-7 shadow-card transition-colors",
        "has-focus-visible:outline-2 has-focus-visible:outline-[var(--focus)] has-focus-visible:outline-offset-2",
        chosen ? "border-brand ring-1 ring-brand" : "border-line hover:border-line-strong",
      )}
    >
      <input
        type="radio"
        name="package"
        value={item.id}
        checked={chosen}
        onChange={onChoose}
        className="sr-only"
      />
      {/* With large letters the price has no room beside the name, and stands below. */}
      <span className="flex min-w-0 flex-1 flex-wrap items-center gap-x-3">
        <span className="min-w-0 flex-1 basis-28">
          <span className="block break-words font-semibold">{item.name}</span>
          {/* Each fact brings the dot before it; that of the first of a line lies outside, unseen. */}
          <span className="mt-0.5 block overflow-hidden text-sm text-soft">
            <span className="-ml-3 flex flex-wrap">
              {factsOf(item, words).map((fact) => (
                <span
                  key={fact}
                  className="relative pl-3 before:absolute before:left-1 before:content-['·']"
                >
                  {fact}
                </span>
              ))}
            </span>
          </span>
        </span>
        <span className="figures whitespace-nowrap font-bold text-lg">
          {formatMoney(item.price_cents, { wholeWhenExact: true })}
        </span>
      </span>
      <span
        aria-hidden
        className={cx(
          "grid size-6 shrink-0 place-items-center rounded-full border",
          chosen ? "border-brand bg-brand text-on-brand" : "border-line-strong",
        )}
      >
        {chosen && <Check className="size-4" strokeWidth={3} />}
      </span>
    </label>
  );
}

function factsOf(item: Package, words: Words): string[] {
  const devices = item.devices_max ?? 1;
  const name = item.name.toLowerCase();
  const length = words.package.duration(item.duration.unit, item.duration.count);
  return [
    // "1 hour" under a package that is called "1 hour" would say it twice.
    ...(name === length.toLowerCase() ? [] : [length]),
    words.package.speed(megabits(item.download_kbps)),
    item.data_cap_mb == null ? words.package.unlimited : dataSize(item.data_cap_mb),
    ...(devices > 1 ? [words.package.devices(devices)] : []),
  ];
}

function megabits(kbps: number): string {
  return String(Math.round(kbps / 100) / 10);
}

function dataSize(megabytes: number): string {
  return megabytes < 1000 ? `${megabytes} MB` : `${Math.round(megabytes / 100) / 10} GB`;
}

export function PackageCardsLoading() {
  return (
    <div className="grid gap-2.5 sm:grid-cols-2 sm:gap-3" aria-hidden>
      {["a", "b", "c", "d"].map((key) => (
        <div key={key} className="h-18 animate-wait rounded-xl border border-line bg-card" />
      ))}
    </div>
  );
}

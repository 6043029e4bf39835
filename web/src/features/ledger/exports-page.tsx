import { useState } from "react";
import { BackLink } from "@/components/back-link";
import { PageHeader } from "@/components/page-header";
import { Field, inputStyle } from "@/components/ui/field";
import { NativeSelect } from "@/components/ui/native-select";
import { fullDayAndTime, monthName, nairobiDay } from "@/lib/time";
import { type AsOf, endOf, monthsBefore } from "./as-of";
import { Exports } from "./exports";

type Props = { asOf: AsOf; onAsOf: (asOf: AsOf) => void };
type Kind = "now" | "month" | "day";

export function ExportsPage({ asOf, onAsOf }: Props) {
  const [now] = useState(() => new Date());
  const end = endOf(asOf, now);
  return (
    <>
      <BackLink to="/admin/ledger">Books</BackLink>
      <PageHeader title="Exports" lead="The books as files, for spreadsheets and other ledgers." />
      <AsOfChoice asOf={asOf} onAsOf={onAsOf} now={now} />
      <p className="mb-3 text-sm text-soft" role="status">
        {end === null
          ? "Files show the books as they are when they are written."
          : `Files show the books as of ${fullDayAndTime(end)} in Nairobi.`}
      </p>
      {/* Another moment makes other files, so what was said of the last ones goes. */}
      <Exports key={end?.getTime() ?? "now"} asOf={end} />
    </>
  );
}

function AsOfChoice({ asOf, onAsOf, now }: Props & { now: Date }) {
  const today = nairobiDay(now);
  const months = monthsBefore(today);
  const kind: Kind = asOf.month ? "month" : asOf.day ? "day" : "now";
  const choose = (chosen: Kind) => {
    const [last = today] = months;
    onAsOf(
      chosen === "month" ? { month: last } : chosen === "day" ? { day: dayBefore(today) } : {},
    );
  };
  return (
    <div className="mb-4 flex flex-wrap gap-3">
      <div className="w-48">
        <Field label="As of">
          {(wiring) => (
            <NativeSelect
              {...wiring}
              value={kind}
              onChange={(event) => choose(event.target.value as Kind)}
            >
              <option value="now">now</option>
              <option value="month">the end of a month</option>
              <option value="day">the end of a day</option>
            </NativeSelect>
          )}
        </Field>
      </div>
      {asOf.month && (
        <div className="w-48">
          <Field label="Month">
            {(wiring) => (
              <NativeSelect
                {...wiring}
                value={asOf.month}
                onChange={(event) => onAsOf({ month: event.target.value })}
              >
                {asOf.month && !months.includes(asOf.month) && (
                  <option value={asOf.month}>{monthName(asOf.month)}</option>
                )}
                {months.map((month) => (
                  <option key={month} value={month}>
                    {monthName(month)}
                  </option>
                ))}
              </NativeSelect>
            )}
          </Field>
        </div>
      )}
      {!asOf.month && asOf.day && (
        <div className="w-48">
          <Field label="Day">
            {(wiring) => (
              <input
                {...wiring}
                type="date"
                max={dayBefore(today)}
                className={inputStyle}
                value={asOf.day}
                onChange={({ target: { value } }) => value && onAsOf({ day: value })}
              />
            )}
          </Field>
        </div>
      )}
    </div>
  );
}

function dayBefore(day: string): string {
  return new Date(Date.parse(`${day}T12:00:00Z`) - 86_400_000).toISOString().slice(0, 10);
}

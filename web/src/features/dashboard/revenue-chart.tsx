import { countOf } from "@/lib/count";
import { cx } from "@/lib/cx";
import { formatMoney, formatShillingsShort } from "@/lib/money";
import { dayAndTime, shortDay } from "@/lib/time";
import type { Dashboard } from "@/services/contract";
import { scaleFor } from "./scale";

type Day = Dashboard["by_day"][number];

/** Noon in Nairobi: well inside the day whatever a formatter rounds. */
const noonOf = (day: string) => `${day}T12:00:00+03:00`;

/** A chart for the eye, and the same figures as a table for everything else. */
export function RevenueChart({ days }: { days: Day[] }) {
  return (
    <div className="relative">
      <Bars days={days} />
      <div className="sr-only">
        <table>
          <caption>Revenue by day</caption>
          <thead>
            <tr>
              <th scope="col">Day</th>
              <th scope="col">Revenue</th>
              <th scope="col">Payments</th>
            </tr>
          </thead>
          <tbody>
            {days.map((day) => (
              <tr key={day.day}>
                <th scope="row">{shortDay(noonOf(day.day))}</th>
                <td>{formatMoney(day.revenue_cents)}</td>
                <td>{day.payments}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </div>
  );
}

/** As many days are named as stand beside each other on a phone. */
const NAMED_DAYS = 6;

function Bars({ days }: { days: Day[] }) {
  const lines = scaleFor(Math.max(0, ...days.map((day) => day.revenue_cents)));
  const top = lines.at(-1) ?? 1;
  const height = (cents: number) => `${(100 * Math.max(cents, 0)) / top}%`;
  const namedEvery = Math.ceil(days.length / NAMED_DAYS);
  return (
    <div aria-hidden className="flex h-64 flex-col pt-2 text-soft text-xs">
      <div className="relative ml-11 flex flex-1">
        {lines.map((cents) => (
          <div
            key={cents}
            className="absolute inset-x-0 border-line border-t"
            style={{ bottom: height(cents) }}
          >
            <span className="absolute right-full -translate-y-1/2 pr-2">
              {formatShillingsShort(cents)}
            </span>
          </div>
        ))}
        {days.map((day, number) => (
          <div
            key={day.day}
            className="group relative flex h-full min-w-0 flex-1 items-end justify-center hover:bg-sunken"
          >
            <div
              className="w-4/5 max-w-7 rounded-t-[3px] bg-brand"
              style={{ height: height(day.revenue_cents) }}
            />
            <DayTip day={day} className={number < days.length / 2 ? "left-full" : "right-full"} />
          </div>
        ))}
      </div>
      <div className="mt-1.5 ml-11 flex h-4">
        {days.map((day, number) => (
          <span key={day.day} className="flex min-w-0 flex-1 justify-center whitespace-nowrap">
            {number % namedEvery === 0 && shortDay(noonOf(day.day))}
          </span>
        ))}
      </div>
    </div>
  );
}

function DayTip({ day, className }: { day: Day; className: string }) {
  return (
    <div
      className={cx(
        "figures pointer-events-none absolute top-2 hidden z-10 mx-2 whitespace-nowrap rounded-lg border border-line bg-card px-3 py-2 text-ink text-sm shadow-card group-hover:block",
        className,
      )}
    >
      <p className="text-soft">{dayAndTime(noonOf(day.day)).split(",")[0]}</p>
      <p className="font-semibold">{formatMoney(day.revenue_cents)}</p>
      <p className="text-soft">{countOf(day.payments, "payment")}</p>
    </div>
  );
}

import { Bar, BarChart, CartesianGrid, ResponsiveContainer, Tooltip, XAxis, YAxis } from "recharts";
import { countOf } from "@/lib/count";
import { formatMoney, formatShillingsShort } from "@/lib/money";
import { dayAndTime, shortDay } from "@/lib/time";
import type { Dashboard } from "@/services/contract";

type Day = Dashboard["by_day"][number];

/** Noon in Nairobi: well inside the day whatever a formatter rounds. */
const noonOf = (day: string) => `${day}T12:00:00+03:00`;

/** A chart for the eye, and the same figures as a table for everything else. */
export default function RevenueChart({ days }: { days: Day[] }) {
  return (
    <div className="relative">
      <div aria-hidden className="h-64">
        <ResponsiveContainer width="100%" height="100%">
          <BarChart
            data={days}
            margin={{ top: 8, right: 0, bottom: 0, left: 0 }}
            accessibilityLayer={false}
          >
            <CartesianGrid vertical={false} stroke="var(--line)" />
            <XAxis
              dataKey="day"
              tickFormatter={(day: string) => shortDay(noonOf(day))}
              tick={{ fill: "var(--soft)", fontSize: 12 }}
              tickLine={false}
              axisLine={{ stroke: "var(--line)" }}
              minTickGap={28}
            />
            <YAxis
              tickFormatter={formatShillingsShort}
              tick={{ fill: "var(--soft)", fontSize: 12 }}
              tickLine={false}
              axisLine={false}
              width={44}
            />
            <Tooltip
              cursor={{ fill: "var(--sunken)" }}
              isAnimationActive={false}
              content={({ active, payload }) => {
                const day = payload?.[0]?.payload as Day | undefined;
                return active && day ? <DayTip day={day} /> : null;
              }}
            />
            <Bar
              dataKey="revenue_cents"
              fill="var(--brand)"
              radius={[3, 3, 0, 0]}
              maxBarSize={28}
              isAnimationActive={false}
            />
          </BarChart>
        </ResponsiveContainer>
      </div>
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

function DayTip({ day }: { day: Day }) {
  return (
    <div className="figures rounded-lg border border-line bg-card px-3 py-2 text-sm shadow-card">
      <p className="text-soft">{dayAndTime(noonOf(day.day)).split(",")[0]}</p>
      <p className="font-semibold">{formatMoney(day.revenue_cents)}</p>
      <p className="text-soft">{countOf(day.payments, "payment")}</p>
    </div>
  );
}

import type { ReactNode } from "react";
import { countOf, formatCount } from "@/lib/count";
import { formatMoney } from "@/lib/money";
import { clockTime, duration } from "@/lib/time";
import type { Dashboard } from "@/services/contract";
import { Figure, type FigureProps } from "./figure";

/** So many times the usual gap without a payment, and somebody should look. */
const QUIET_FACTOR = 3;
const PENDING_SECONDS_NORMAL = 180;

/**
 * Six figures that may need somebody stand three in a row, and four of money beside each other, where text is
 * not so large that they would not fit.
 */
export const GRIDS = {
  needs: "grid grid-cols-2 gap-3 xl:grid-cols-[repeat(auto-fit,minmax(15rem,1fr))]",
  money: "grid grid-cols-2 gap-3 xl:grid-cols-[repeat(auto-fit,minmax(14rem,1fr))]",
};

type GroupProps = { title: string; grid: string; children: ReactNode };

function Group({ title, grid, children }: GroupProps) {
  return (
    <section className="mb-6">
      <h2 className="mb-2.5 font-semibold">{title}</h2>
      <div className={grid}>{children}</div>
    </section>
  );
}

type Props = {
  figures: Dashboard;
  isPast: boolean;
  /** The addresses that are open to whoever looks. */
  places: ReadonlySet<string>;
};

type Shown = Omit<Props, "places"> & {
  /** The list behind a figure. Lists show what is now, so figures of the past lead nowhere. */
  leadsTo: (link: NonNullable<FigureProps["link"]>) => Pick<FigureProps, "link">;
};

/** In the order in which they matter: is anyone paid but offline, is money coming in, who is on. */
export function Figures({ figures, isPast, places }: Props) {
  const leadsTo: Shown["leadsTo"] = (link) =>
    !isPast && places.has(String(link.to)) ? { link } : {};
  const shown = { figures, isPast, leadsTo };
  const everyone = isPast ? "everyone who had paid was on" : "everyone who paid is on";
  return (
    <>
      <Group title={isPast ? "Needed you" : "Needs you"} grid={GRIDS.needs}>
        <Figure
          label="Paid but offline"
          value={formatCount(figures.paid_but_offline)}
          note={figures.paid_but_offline === 0 ? everyone : "paid, not switched on"}
          health={figures.paid_but_offline === 0 ? "well" : "attention"}
        />
        <LastPayment {...shown} />
        <Figure
          label="Needs a look"
          value={formatCount(figures.needs_a_look)}
          note="payments for a person"
          health={figures.needs_a_look === 0 ? "well" : "attention"}
          {...leadsTo({ to: "/admin/payments", search: { needs_a_look: "true" } })}
        />
        <Figure
          label="Unreadable deliveries"
          value={formatCount(figures.unreadable_deliveries)}
          note="stored, not understood"
          health={figures.unreadable_deliveries === 0 ? "well" : "attention"}
          {...leadsTo({ to: "/admin/inbox", search: { state: "UNREADABLE" } })}
        />
        <Figure
          label="Unallocated"
          value={formatMoney(figures.unallocated_cents)}
          note={unallocatedNote(figures.unallocated_payments, isPast)}
          health={figures.unallocated_cents === 0 ? "well" : "attention"}
          {...leadsTo({ to: "/admin/payments", search: { status: "UNALLOCATED" } })}
        />
        <Figure
          label={isPast ? "Breaks" : "Open breaks"}
          value={formatCount(figures.open_breaks)}
          note={breaksNote(figures.open_breaks, isPast)}
          health={figures.open_breaks === 0 ? "well" : "attention"}
          {...leadsTo({ to: "/admin/reconciliation" })}
        />
      </Group>
      <Group title="Money" grid={GRIDS.money}>
        <Figure
          label={isPast ? "That day" : "Today"}
          value={formatMoney(figures.revenue_today_cents)}
          note={countOf(figures.payments_today, "payment")}
          trend={{
            label: `Money by day, ${figures.by_day.length} days`,
            values: figures.by_day.map((day) => day.revenue_cents),
          }}
          {...leadsTo({ to: "/admin/payments", search: { status: "COMPLETED" } })}
        />
        <Figure
          label={isPast ? "30 days up to then" : "Last 30 days"}
          value={formatMoney(figures.revenue_30_days_cents)}
          note={countOf(
            figures.by_day.reduce((sum, day) => sum + day.payments, 0),
            "payment",
          )}
          trend={{
            label: `Payments by day, ${figures.by_day.length} days`,
            values: figures.by_day.map((day) => day.payments),
          }}
        />
        <Pending {...shown} />
        <Figure
          label={isPast ? "Active then" : "Active now"}
          value={formatCount(figures.active_subscriptions)}
          note={`${formatCount(figures.expiring_within_24h)} end within 24 h`}
          {...leadsTo({ to: "/admin/subscriptions", search: { status: "ACTIVE" } })}
        />
      </Group>
    </>
  );
}

function unallocatedNote(payments: number, isPast: boolean): string {
  if (payments > 0) return `${countOf(payments, "payment")} without an owner`;
  return isPast ? "all had an owner" : "all money has an owner";
}

function breaksNote(breaks: number, isPast: boolean): string {
  if (breaks === 0) return "nothing to explain";
  return `statement and ledger ${isPast ? "differed" : "differ"}`;
}

function LastPayment({ figures, isPast, leadsTo }: Shown) {
  const minutes = figures.minutes_since_last_payment;
  const normal = figures.normal_minutes_between_payments;
  if (minutes == null) return <Figure label="Last payment" value="none yet" />;
  const isQuiet = normal != null && minutes > QUIET_FACTOR * Math.max(1, normal);
  const now = isPast ? "just then" : "just now";
  return (
    <Figure
      label="Last payment"
      value={minutes < 1 ? now : `${duration(minutes * 60)} ${isPast ? "before" : "ago"}`}
      note={normal == null ? undefined : `usually every ${duration(Math.max(1, normal) * 60)}`}
      {...(normal != null && { health: isQuiet ? "attention" : "well" })}
      trend={byHour(figures.by_hour)}
      {...leadsTo({ to: "/admin/payments", search: {} })}
    />
  );
}

function byHour(hours: Dashboard["by_hour"]) {
  const first = hours[0];
  const from = first ? ` since ${clockTime(first.hour)}` : "";
  const values = hours.map((hour) => hour.payments);
  return { label: `Payments by hour${from}: ${values.join(", ")}`, values };
}

function Pending({ figures, isPast, leadsTo }: Shown) {
  const oldest = figures.oldest_pending_seconds;
  const nothing = isPast ? "nothing waited" : "nothing waits";
  return (
    <Figure
      label="Pending"
      value={formatCount(figures.pending_payments)}
      note={oldest == null ? nothing : `oldest for ${duration(oldest)}`}
      {...(oldest != null && oldest > PENDING_SECONDS_NORMAL && { health: "attention" })}
      {...leadsTo({ to: "/admin/payments", search: { status: "PENDING" } })}
    />
  );
}

import type { ReactNode } from "react";
import { countOf, formatCount } from "@/lib/count";
import { formatMoney } from "@/lib/money";
import { duration } from "@/lib/time";
import type { Dashboard } from "@/services/contract";
import { Figure, type FigureProps } from "./figure";

/** So many times the usual gap without a payment, and somebody should look. */
const QUIET_FACTOR = 3;
const PENDING_SECONDS_NORMAL = 180;

function Group({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="mb-6">
      <h2 className="mb-2.5 font-semibold">{title}</h2>
      <div className="grid grid-cols-2 gap-3 lg:grid-cols-4">{children}</div>
    </section>
  );
}

type Props = {
  figures: Dashboard;
  /** The lists behind the figures show what is now, so figures of the past lead nowhere. */
  isPast: boolean;
};

/** In the order in which they matter: is anyone paid but offline, is money coming in, who is on. */
export function Figures({ figures, isPast }: Props) {
  const leadsTo = (link: NonNullable<FigureProps["link"]>) => (isPast ? {} : { link });
  const everyone = isPast ? "everyone who had paid was on" : "everyone who paid is on";
  return (
    <>
      <Group title={isPast ? "Needed you" : "Needs you"}>
        <Figure
          label="Paid but offline"
          value={formatCount(figures.paid_but_offline)}
          note={figures.paid_but_offline === 0 ? everyone : "paid, not switched on"}
          health={figures.paid_but_offline === 0 ? "well" : "attention"}
        />
        <LastPayment figures={figures} isPast={isPast} />
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
      </Group>
      <Group title="Money">
        <Figure
          label={isPast ? "That day" : "Today"}
          value={formatMoney(figures.revenue_today_cents)}
          note={countOf(figures.payments_today, "payment")}
          {...leadsTo({ to: "/admin/payments", search: { status: "COMPLETED" } })}
        />
        <Figure
          label={isPast ? "30 days up to then" : "Last 30 days"}
          value={formatMoney(figures.revenue_30_days_cents)}
        />
        <Pending figures={figures} isPast={isPast} />
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

function LastPayment({ figures, isPast }: Props) {
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
      {...(!isPast && { link: { to: "/admin/payments", search: {} } })}
    />
  );
}

function Pending({ figures, isPast }: Props) {
  const oldest = figures.oldest_pending_seconds;
  const nothing = isPast ? "nothing waited" : "nothing waits";
  return (
    <Figure
      label="Pending"
      value={formatCount(figures.pending_payments)}
      note={oldest == null ? nothing : `oldest for ${duration(oldest)}`}
      {...(oldest != null && oldest > PENDING_SECONDS_NORMAL && { health: "attention" })}
      {...(!isPast && { link: { to: "/admin/payments", search: { status: "PENDING" } } })}
    />
  );
}

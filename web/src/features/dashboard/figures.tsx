import type { ReactNode } from "react";
import { countOf, formatCount } from "@/lib/count";
import { formatMoney } from "@/lib/money";
import { duration } from "@/lib/time";
import type { Dashboard } from "@/services/contract";
import { Figure } from "./figure";

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

/** In the order in which they matter: is anyone paid but offline, is money coming in, who is on. */
export function Figures({ figures }: { figures: Dashboard }) {
  return (
    <>
      <Group title="Needs you">
        <Figure
          label="Paid but offline"
          value={formatCount(figures.paid_but_offline)}
          note={
            figures.paid_but_offline === 0 ? "everyone who paid is on" : "paid, not switched on"
          }
          health={figures.paid_but_offline === 0 ? "well" : "attention"}
        />
        <LastPayment figures={figures} />
        <Figure
          label="Needs a look"
          value={formatCount(figures.needs_a_look)}
          note="payments for a person"
          health={figures.needs_a_look === 0 ? "well" : "attention"}
          link={{ to: "/admin/payments", search: { needs_a_look: "true" } }}
        />
        <Figure
          label="Unreadable deliveries"
          value={formatCount(figures.unreadable_deliveries)}
          note="stored, not understood"
          health={figures.unreadable_deliveries === 0 ? "well" : "attention"}
          link={{ to: "/admin/inbox", search: { state: "UNREADABLE" } }}
        />
      </Group>
      <Group title="Money">
        <Figure
          label="Today"
          value={formatMoney(figures.revenue_today_cents)}
          note={countOf(figures.payments_today, "payment")}
          link={{ to: "/admin/payments", search: { status: "COMPLETED" } }}
        />
        <Figure label="Last 30 days" value={formatMoney(figures.revenue_30_days_cents)} />
        <Pending figures={figures} />
        <Figure
          label="Active now"
          value={formatCount(figures.active_subscriptions)}
          note={`${formatCount(figures.expiring_within_24h)} end within 24 h`}
          link={{ to: "/admin/subscriptions", search: { status: "ACTIVE" } }}
        />
      </Group>
    </>
  );
}

function LastPayment({ figures }: { figures: Dashboard }) {
  const minutes = figures.minutes_since_last_payment;
  const normal = figures.normal_minutes_between_payments;
  if (minutes == null) return <Figure label="Last payment" value="none yet" />;
  const isQuiet = normal != null && minutes > QUIET_FACTOR * Math.max(1, normal);
  return (
    <Figure
      label="Last payment"
      value={minutes < 1 ? "just now" : `${duration(minutes * 60)} ago`}
      note={normal == null ? undefined : `usually every ${duration(Math.max(1, normal) * 60)}`}
      {...(normal != null && { health: isQuiet ? "attention" : "well" })}
      link={{ to: "/admin/payments", search: {} }}
    />
  );
}

function Pending({ figures }: { figures: Dashboard }) {
  const oldest = figures.oldest_pending_seconds;
  return (
    <Figure
      label="Pending"
      value={formatCount(figures.pending_payments)}
      note={oldest == null ? "nothing waits" : `oldest for ${duration(oldest)}`}
      {...(oldest != null && oldest > PENDING_SECONDS_NORMAL && { health: "attention" })}
      link={{ to: "/admin/payments", search: { status: "PENDING" } }}
    />
  );
}

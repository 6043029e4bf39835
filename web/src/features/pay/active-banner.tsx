import { Wifi } from "lucide-react";
import { useNow } from "@/lib/use-now";
import type { Line } from "@/services/contract";
import { useLanguage } from "./language";
import { Until } from "./until";

/** For someone who is online already: until when, what with, and how long that is. */
export function ActiveBanner({ line }: { line: Line }) {
  const { words } = useLanguage();
  const now = useNow(10_000);
  const subscription = line.subscription;
  if (!subscription) return null;
  const secondsLeft = (new Date(subscription.end_date).getTime() - now.getTime()) / 1000;
  return (
    <section
      aria-live="polite"
      className="mb-6 flex items-center gap-4 rounded-xl bg-brand px-4 py-4 text-on-brand shadow-card dark:bg-good-soft dark:text-good sm:px-5"
    >
      <Wifi aria-hidden className="size-9 shrink-0" />
      <div>
        <p className="font-bold text-xl leading-tight">
          {words.active.connectedUntil} <Until endDate={subscription.end_date} now={now} />
        </p>
        <p className="figures mt-0.5 text-sm">
          {subscription.package.name} · {words.active.left(secondsLeft)}
        </p>
      </div>
    </section>
  );
}

import { CircleCheck } from "lucide-react";
import { useNow } from "@/lib/use-now";
import { useLanguage } from "./language";
import { Until } from "./until";

/** A package was bought from the balance: no prompt, no waiting. */
export function BoughtNotice({ endDate }: { endDate: string }) {
  const { words } = useLanguage();
  const now = useNow(60_000);
  return (
    <p role="status" className="flex gap-2 rounded-lg bg-good-soft p-3 text-good text-sm">
      <CircleCheck aria-hidden className="mt-0.5 size-4 shrink-0" />
      <span>
        {words.refused.boughtFromBalance} {words.active.connectedUntil}{" "}
        <Until endDate={endDate} now={now} />.
      </span>
    </p>
  );
}

import { CircleAlert, CircleCheck, Lock } from "lucide-react";
import { useState } from "react";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { formatMoney } from "@/lib/money";
import { dayAndTime } from "@/lib/time";
import type { Months as AllMonths, OpenMonth } from "@/services/contract";
import { CloseDialog } from "./close-dialog";

/** The month that is closed next, with what stands in its way, and those that are closed. */
export function Months({ months }: { months: AllMonths }) {
  const [closing, setClosing] = useState<OpenMonth | null>(null);
  const { next, closed } = months;
  return (
    <Card className="divide-y divide-line">
      {next && (
        <div className="grid gap-3 p-4 sm:p-5">
          <div className="flex flex-wrap items-center justify-between gap-2">
            <h3 className="font-semibold">{next.month} is open</h3>
            <Button disabled={!mayBeClosed(next)} onClick={() => setClosing(next)}>
              Close the month
            </Button>
          </div>
          <ul className="grid gap-2 text-sm">
            {next.checks.map((check) => (
              <li key={check.name} className="flex items-center gap-2.5">
                {check.holds ? (
                  <CircleCheck aria-label="In order" className="size-4.5 text-good" />
                ) : (
                  <CircleAlert aria-label="Open" className="size-4.5 text-warn" />
                )}
                <span className="inline-block first-letter:uppercase">{check.found}</span>
              </li>
            ))}
          </ul>
        </div>
      )}
      {closed.map((month) => (
        <div key={month.month} className="grid gap-1 p-4 text-sm sm:p-5">
          <p className="flex flex-wrap items-center gap-2">
            <Badge tone="neutral" icon={Lock}>
              {`${month.month} closed`}
            </Badge>
            <span className="text-soft">{dayAndTime(month.closed_at)}</span>
          </p>
          {month.explanation && (
            <p>
              {formatMoney(month.suspense_cents)} in suspense, {month.carried_breaks} breaks carried
              on: {month.explanation}
            </p>
          )}
          <p className="break-all text-soft text-xs">
            Under the head over {month.tree_size} events, {month.root_hash}
          </p>
        </div>
      ))}
      {closing && <CloseDialog month={closing} onClose={() => setClosing(null)} />}
    </Card>
  );
}

/** A head is signed as the month is closed, so that check need not hold before. */
function mayBeClosed(month: OpenMonth): boolean {
  return month.checks.every(
    (check) => check.holds || check.can_be_explained || check.name === "TREE_HEAD",
  );
}

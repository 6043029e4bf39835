import type { ReactNode } from "react";
import { Amount } from "@/components/amount";
import { Card } from "@/components/ui/card";
import { cx } from "@/lib/cx";

type Props = {
  caption: string;
  /** Older rows are shown, dimmed, while the next ones load. */
  stale?: boolean;
  /** The table's bodies, whose rows end in two sides. */
  children: ReactNode;
};

/** Accounts with what stands on either side of them. */
export function LedgerTable({ caption, stale = false, children }: Props) {
  return (
    <Card className={cx("overflow-x-auto", stale && "opacity-60")}>
      <table className="w-full text-sm">
        <caption className="sr-only">{caption}</caption>
        <thead>
          <tr className="border-line border-b bg-sunken/60 text-soft">
            <th scope="col" className="px-3 py-2.5 text-left font-medium sm:px-5">
              Account
            </th>
            {["Debit", "Credit"].map((side) => (
              <th key={side} scope="col" className={cx("py-2.5 text-right font-medium", SIDE)}>
                {side}
              </th>
            ))}
          </tr>
        </thead>
        {children}
      </table>
    </Card>
  );
}

const SIDE = "px-1.5 last:pr-3 sm:px-4 sm:last:pr-5";

/** One side of an account, which is empty where the account stands on the other. */
export function Side({ cents, className = "py-2.5" }: { cents: number; className?: string }) {
  return (
    <td className={cx("text-right", SIDE, className)}>
      {cents > 0 && <Amount cents={cents} />}
      {cents === 0 && <span className="text-soft">—</span>}
    </td>
  );
}

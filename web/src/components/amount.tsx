import { cx } from "@/lib/cx";
import { formatMoney } from "@/lib/money";

export function Amount({ cents, className }: { cents: number; className?: string }) {
  return <span className={cx("figures whitespace-nowrap", className)}>{formatMoney(cents)}</span>;
}

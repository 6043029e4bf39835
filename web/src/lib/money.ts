/** Money is whole cents everywhere; it becomes text here, without a float on the way. */

type MoneyStyle = {
  /** Leaves out `.00`, as M-Pesa itself does: for prices, which are whole shillings. */
  wholeWhenExact?: boolean;
};

export function formatMoney(amountCents: number, style: MoneyStyle = {}): string {
  if (!Number.isSafeInteger(amountCents)) {
    throw new RangeError(`An amount must be whole cents, not ${amountCents}.`);
  }
  const digits = String(Math.abs(amountCents)).padStart(3, "0");
  const shillings = digits.slice(0, -2).replace(/\B(?=(\d{3})+$)/g, ",");
  const cents = digits.slice(-2);
  const sign = amountCents < 0 ? "−" : "";
  const fraction = style.wholeWhenExact && cents === "00" ? "" : `.${cents}`;
  return `${sign}KSh ${shillings}${fraction}`;
}

/** For axis labels, where room is short: `950`, `1.2k`, `34k`, `1.1M`. */
export function formatShillingsShort(amountCents: number): string {
  const shillings = Math.round(amountCents / 100);
  return new Intl.NumberFormat("en", { notation: "compact", maximumFractionDigits: 1 })
    .format(shillings)
    .replace("K", "k");
}

/** Reads what a person typed (`50`, `1,250`, `49.50`) to cents, or null if it is not an amount. */
export function parseShillings(text: string): number | null {
  const match = /^(\d{1,9}(?:,\d{3})*)(?:\.(\d{1,2}))?$/.exec(text.trim());
  if (!match) return null;
  const shillings = (match[1] ?? "").replaceAll(",", "");
  const cents = (match[2] ?? "").padEnd(2, "0");
  return Number(`${shillings}${cents}`);
}

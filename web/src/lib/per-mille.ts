/** Rates are whole tenths of a percent, and become text here without a float on the way. */

/** `160` as `16%`, `155` as `15.5%`. */
export function formatPerMille(perMille: number): string {
  const digits = String(perMille).padStart(2, "0");
  const tenths = digits.slice(-1);
  return `${digits.slice(0, -1)}${tenths === "0" ? "" : `.${tenths}`}%`;
}

/** `16`, `15.5`, `16%` as tenths of a percent; null if it is no rate from 0 to 100. */
export function parsePercent(text: string): number | null {
  const match = /^(\d{1,3})(?:\.(\d))?\s*%?$/.exec(text.trim());
  if (!match) return null;
  const perMille = Number(`${match[1]}${match[2] ?? "0"}`);
  return perMille <= 1_000 ? perMille : null;
}

/** Kenyan mobile numbers, in the one form that Safaricom takes: `2547XXXXXXXX` or `2541XXXXXXXX`. */

const NATIONAL = /^[17]\d{8}$/;

/** `07…`, `01…`, `7…`, `1…`, `+254…`, `254…`, with spaces, dashes or brackets; null if not Kenyan. */
export function normaliseMsisdn(text: string): string | null {
  const compact = text.replace(/[\s\-().\u00a0]/g, "");
  const match = /^(?:\+?254|0)?(\d+)$/.exec(compact);
  const national = match?.[1] ?? "";
  return NATIONAL.test(national) ? `254${national}` : null;
}

/** As it is read aloud in Kenya: `0712 345 678`. A masked or foreign number is shown as it came. */
export function formatMsisdn(msisdn: string): string {
  const match = /^\+?254([17][\d*•]{2})([\d*•]{3})([\d*•]{3})$/.exec(msisdn);
  return match ? `0${match[1]} ${match[2]} ${match[3]}` : msisdn;
}

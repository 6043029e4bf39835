/** RFC 4180, with a mark that tells spreadsheets that it is UTF-8. */
export function toCsv(rows: string[][]): Blob {
  const lines = rows.map((row) => row.map(cell).join(","));
  return new Blob([`\uFEFF${lines.join("\r\n")}\r\n`], { type: "text/csv;charset=utf-8" });
}

/** A text that a spreadsheet would take for a formula is told apart by an apostrophe. */
function cell(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) && !/^-?\d+(\.\d+)?$/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** `1250.00`: shillings for a spreadsheet, without a float on the way. */
export function shillingsCell(amountCents: number | null): string {
  if (amountCents === null) return "";
  const digits = String(Math.abs(amountCents)).padStart(3, "0");
  return `${amountCents < 0 ? "-" : ""}${digits.slice(0, -2)}.${digits.slice(-2)}`;
}

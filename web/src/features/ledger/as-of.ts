import { startOfNairobiDay } from "@/lib/time";

/** As the address says it: the end of a month or of a day in Nairobi, or now. */
export type AsOf = { month?: string; day?: string };

/** Months that are offered: those that are over, the last first. */
const MONTHS_OFFERED = 24;

/** The last instant of the period; null for now, and for what is not over or is no date. */
export function endOf({ month, day }: AsOf, now: Date): Date | null {
  const next = month ? firstDayAfter(month) : day ? nextDay(day) : null;
  if (next === null) return null;
  const end = new Date(Date.parse(startOfNairobiDay(next)) - 1);
  return Number.isNaN(end.getTime()) || end > now ? null : end;
}

/** `2026-10`, `2026-09` …, seen from a day in Nairobi. */
export function monthsBefore(today: string): string[] {
  const [year = 0, month = 1] = today.split("-").map(Number);
  return Array.from({ length: MONTHS_OFFERED }, (_, index) => {
    const months = year * 12 + (month - 1) - (index + 1);
    return `${Math.floor(months / 12)}-${String((months % 12) + 1).padStart(2, "0")}`;
  });
}

function firstDayAfter(month: string): string | null {
  const [, year, number] = /^(\d{4})-(0[1-9]|1[0-2])$/.exec(month) ?? [];
  if (year === undefined || number === undefined) return null;
  return number === "12"
    ? `${Number(year) + 1}-01-01`
    : `${year}-${String(Number(number) + 1).padStart(2, "0")}-01`;
}

function nextDay(day: string): string | null {
  const noon = Date.parse(`${day}T12:00:00Z`);
  return Number.isNaN(noon) ? null : new Date(noon + 86_400_000).toISOString().slice(0, 10);
}

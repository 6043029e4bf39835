/** Times travel in UTC and are shown in Nairobi, whatever zone the device believes it is in. */

const ZONE = "Africa/Nairobi";
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** `en-GB` gives 24-hour clocks and day before month, as Kenya writes them. */
function dateFormat(language: string, options: Intl.DateTimeFormatOptions) {
  return new Intl.DateTimeFormat(language === "en" ? "en-GB" : language, {
    timeZone: ZONE,
    ...options,
  });
}

/** `18:42` */
export function clockTime(instant: string | Date): string {
  return dateFormat("en", { hour: "2-digit", minute: "2-digit", hourCycle: "h23" }).format(
    new Date(instant),
  );
}

/** `2026-11-23`, the calendar day in Nairobi. */
export function nairobiDay(instant: string | Date): string {
  return new Intl.DateTimeFormat("en-CA", { timeZone: ZONE, dateStyle: "short" }).format(
    new Date(instant),
  );
}

/** The first instant of a Nairobi day, or of the day after it. Kenya has no summer time. */
export function startOfNairobiDay(day: string, addDays = 0): string {
  const midnight = Date.parse(`${day}T00:00:00+03:00`);
  return new Date(midnight + addDays * DAY_MS).toISOString();
}

/** `Mon, 23 Nov 2026, 18:42:07 EAT`, for hovering over a relative time. */
export function exactTime(instant: string | Date): string {
  const date = dateFormat("en", {
    weekday: "short",
    day: "numeric",
    month: "short",
    year: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
    hourCycle: "h23",
  }).format(new Date(instant));
  return `${date} EAT`;
}

/** `23 Nov` */
export function shortDay(instant: string | Date, language = "en"): string {
  return dateFormat(language, { day: "numeric", month: "short" }).format(new Date(instant));
}

/** `2026-11-23` as people write it: `23 Nov 2026`. */
export function calendarDay(day: string): string {
  return dateFormat("en", { day: "numeric", month: "short", year: "numeric" }).format(
    new Date(`${day}T12:00:00+03:00`),
  );
}

/** `2026-10` as people write it: `October 2026`; anything else as it is. */
export function monthName(month: string): string {
  const middle = new Date(`${month}-15T12:00:00+03:00`);
  if (Number.isNaN(middle.getTime())) return month;
  return dateFormat("en", { month: "long", year: "numeric" }).format(middle);
}

/** How many Nairobi midnights lie between the two: 0 today, 1 tomorrow. */
export function daysBetween(from: string | Date, to: string | Date): number {
  const midnight = (instant: string | Date) => Date.parse(`${nairobiDay(instant)}T00:00:00Z`);
  return Math.round((midnight(to) - midnight(from)) / DAY_MS);
}

/** `Mon 30 Nov, 18:42` */
export function dayAndTime(instant: string | Date, language = "en"): string {
  const day = dateFormat(language, { weekday: "short", day: "numeric", month: "short" })
    .format(new Date(instant))
    .replace(",", "");
  return `${day}, ${clockTime(instant)}`;
}

/** `Mon 30 Nov 2026, 18:42`, where the year may be another. */
export function fullDayAndTime(instant: string | Date, language = "en"): string {
  const day = dateFormat(language, {
    weekday: "short",
    day: "numeric",
    month: "short",
    year: "numeric",
  })
    .format(new Date(instant))
    .replace(",", "");
  return `${day}, ${clockTime(instant)}`;
}

/** `2026-11-30T18:42` on Nairobi's clocks, as fields for a date and a time take it. */
export function nairobiMinute(instant: string | Date): string {
  return `${nairobiDay(instant)}T${clockTime(instant)}`;
}

/** The instant of a minute on Nairobi's clocks, or null if that is none. */
export function instantOfNairobiMinute(text: string): Date | null {
  if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$/.test(text)) return null;
  const instant = new Date(`${text}:00+03:00`);
  return Number.isNaN(instant.getTime()) ? null : instant;
}

/** `3 minutes ago`, `in 2 hours`: the largest unit that is not zero; the day beyond a month. */
export function relativeTime(instant: string | Date, now: Date, language = "en"): string {
  const differenceMs = new Date(instant).getTime() - now.getTime();
  const sizeMs = Math.abs(differenceMs);
  const format = new Intl.RelativeTimeFormat(language, { numeric: "auto" });
  const inUnit = (unitMs: number) => Math.trunc(differenceMs / unitMs);
  if (sizeMs < 10_000) return format.format(0, "second");
  if (sizeMs < MINUTE_MS) return format.format(inUnit(1000), "second");
  if (sizeMs < HOUR_MS) return format.format(inUnit(MINUTE_MS), "minute");
  if (sizeMs < DAY_MS) return format.format(inUnit(HOUR_MS), "hour");
  if (sizeMs < 30 * DAY_MS) return format.format(inUnit(DAY_MS), "day");
  const sameYear = nairobiDay(instant).slice(0, 4) === nairobiDay(now).slice(0, 4);
  return sameYear ? dayAndTime(instant, language) : fullDayAndTime(instant);
}

export type DurationPart = { unit: "day" | "hour" | "minute" | "second"; count: number };

/** The two largest units that matter, such as 1 hour and 12 minutes; below a minute, seconds. */
export function durationParts(totalSeconds: number): DurationPart[] {
  const seconds = Math.max(0, Math.floor(totalSeconds));
  const parts: DurationPart[] = [
    { unit: "day", count: Math.floor(seconds / 86_400) },
    { unit: "hour", count: Math.floor((seconds % 86_400) / 3600) },
    { unit: "minute", count: Math.floor((seconds % 3600) / 60) },
  ];
  const first = parts.findIndex((part) => part.count > 0);
  if (first === -1) return [{ unit: "second", count: seconds }];
  return parts.slice(first, first + 2).filter((part) => part.count > 0);
}

const SHORT_UNITS = { day: "d", hour: "h", minute: "min", second: "s" };

/** `2 d 4 h`, `1 h 12 min`, `42 s` */
export function duration(totalSeconds: number): string {
  return durationParts(totalSeconds)
    .map((part) => `${part.count} ${SHORT_UNITS[part.unit]}`)
    .join(" ");
}

/** How long after the first moment: `+40 ms`, `+4.2 s`, `+42 s`, `+3 min`, `+2 h 5 min`. */
export function elapsed(from: string, to: string): string {
  const timeMs = Math.max(0, Date.parse(to) - Date.parse(from));
  if (timeMs < 1_000) return `+${timeMs} ms`;
  return timeMs < 10_000 ? `+${(timeMs / 1000).toFixed(1)} s` : `+${duration(timeMs / 1000)}`;
}

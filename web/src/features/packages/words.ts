import type { DurationUnit, Package, SoldAt } from "@/services/contract";

const UNITS: Record<DurationUnit, string> = {
  MINUTES: "minute",
  HOURS: "hour",
  DAYS: "day",
  WEEKS: "week",
  MONTHS: "month",
};

export const UNIT_NAMES = Object.entries(UNITS).map(([value, name]) => ({
  value,
  label: `${name}s`,
}));

export const SOLD_AT: Record<SoldAt, string> = {
  HOTSPOT: "Hotspot",
  HOME: "Home",
  BOTH: "Hotspot and home",
};

export function durationOf({ unit, count }: Package["duration"]): string {
  return `${count} ${UNITS[unit]}${count === 1 ? "" : "s"}`;
}

export function speedOf(item: Package): string {
  const megabits = (kbps: number) => Math.round(kbps / 100) / 10;
  return `${megabits(item.download_kbps)} / ${megabits(item.upload_kbps)} Mbps`;
}

import { describe, expect, it } from "vitest";
import {
  calendarDay,
  clockTime,
  dayAndTime,
  daysBetween,
  duration,
  elapsed,
  exactTime,
  fullDayAndTime,
  instantOfNairobiMinute,
  monthName,
  nairobiDay,
  nairobiMinute,
  relativeTime,
  startOfNairobiDay,
} from "@/lib/time";

const now = new Date("2026-11-23T15:00:00Z");

it("shows Nairobi's time, three hours ahead of UTC", () => {
  expect(clockTime("2026-11-23T15:42:00Z")).toBe("18:42");
  expect(clockTime("2026-11-23T21:05:00Z")).toBe("00:05");
  expect(exactTime("2026-11-23T15:42:07Z")).toBe("Mon, 23 Nov 2026, 18:42:07 EAT");
  expect(dayAndTime("2026-11-30T15:42:00Z")).toBe("Mon 30 Nov, 18:42");
  expect(monthName("2026-10")).toBe("October 2026");
  expect(monthName("tenth")).toBe("tenth");
  expect(calendarDay("2027-01-05")).toBe("5 Jan 2027");
  expect(fullDayAndTime("2025-11-30T15:42:00Z")).toBe("Sun 30 Nov 2025, 18:42");
});

it("tells the year of what was another year", () => {
  expect(relativeTime("2025-11-30T15:42:00Z", now)).toBe("Sun 30 Nov 2025, 18:42");
});

describe("a day in Nairobi", () => {
  it("begins at nine in the evening, UTC", () => {
    expect(nairobiDay("2026-11-23T20:59:59Z")).toBe("2026-11-23");
    expect(nairobiDay("2026-11-23T21:00:00Z")).toBe("2026-11-24");
    expect(startOfNairobiDay("2026-11-23")).toBe("2026-11-22T21:00:00.000Z");
    expect(startOfNairobiDay("2026-11-30", 1)).toBe("2026-11-30T21:00:00.000Z");
  });

  it("has minutes that a field can take and give back", () => {
    expect(nairobiMinute("2026-11-23T21:05:40Z")).toBe("2026-11-24T00:05");
    expect(instantOfNairobiMinute("2026-11-24T00:05")?.toISOString()).toBe(
      "2026-11-23T21:05:00.000Z",
    );
    expect(instantOfNairobiMinute("2026-11-24")).toBeNull();
    expect(instantOfNairobiMinute("2026-13-45T99:99")).toBeNull();
  });

  it("is counted by its midnights", () => {
    expect(daysBetween(now, "2026-11-23T20:00:00Z")).toBe(0);
    expect(daysBetween(now, "2026-11-23T21:30:00Z")).toBe(1);
    expect(daysBetween("2026-12-31T20:00:00Z", "2026-12-31T22:00:00Z")).toBe(1);
  });
});

it.each([
  ["2026-11-23T14:59:55Z", "now"],
  ["2026-11-23T14:59:30Z", "30 seconds ago"],
  ["2026-11-23T14:57:01Z", "2 minutes ago"],
  ["2026-11-23T17:30:00Z", "in 2 hours"],
  ["2026-11-21T14:00:00Z", "2 days ago"],
  ["2026-08-01T09:00:00Z", "Sat 1 Aug, 12:00"],
])("tells %s relative to now", (instant, text) => {
  expect(relativeTime(instant, now)).toBe(text);
});

it.each([
  [0, "0 s"],
  [42, "42 s"],
  [60, "1 min"],
  [4_320, "1 h 12 min"],
  [7_200, "2 h"],
  [187_200, "2 d 4 h"],
  [86_460, "1 d"],
  [-5, "0 s"],
])("writes a duration of %i seconds", (seconds, text) => {
  expect(duration(seconds)).toBe(text);
});

it("tells how long after the start something happened", () => {
  expect(elapsed("2026-11-23T15:00:00.000Z", "2026-11-23T15:00:00.420Z")).toBe("+420 ms");
  expect(elapsed("2026-11-23T15:00:00Z", "2026-11-23T15:00:04.230Z")).toBe("+4.2 s");
  expect(elapsed("2026-11-23T15:00:00Z", "2026-11-23T15:03:10Z")).toBe("+3 min");
});

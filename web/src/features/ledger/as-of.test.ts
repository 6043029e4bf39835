import { expect, it } from "vitest";
import { endOf, monthsBefore } from "./as-of";

const now = new Date("2026-11-30T10:00:00Z");

it.each([
  [{ month: "2026-10" }, "2026-10-31T20:59:59.999Z"],
  [{ month: "2025-12" }, "2025-12-31T20:59:59.999Z"],
  [{ day: "2026-02-28" }, "2026-02-28T20:59:59.999Z"],
])("%o ends with its last moment in Nairobi", (asOf, end) => {
  expect(endOf(asOf, now)?.toISOString()).toBe(end);
});

it.each([{}, { month: "2026-11" }, { month: "2026-13" }, { day: "2026-11-30" }, { day: "soon" }])(
  "%o is now: it names no moment that has passed",
  (asOf) => {
    expect(endOf(asOf, now)).toBeNull();
  },
);

it("offers the months that are over, across the year", () => {
  const months = monthsBefore("2026-02-03");
  expect(months.slice(0, 3)).toEqual(["2026-01", "2025-12", "2025-11"]);
  expect(months).toHaveLength(24);
});

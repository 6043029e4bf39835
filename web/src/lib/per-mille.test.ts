import { expect, it } from "vitest";
import { formatPerMille, parsePercent } from "@/lib/per-mille";

it.each([
  [0, "0%"],
  [5, "0.5%"],
  [155, "15.5%"],
  [160, "16%"],
  [1_000, "100%"],
])("writes %i tenths of a percent as %s", (perMille, text) => {
  expect(formatPerMille(perMille)).toBe(text);
  expect(parsePercent(text)).toBe(perMille);
});

it.each(["", "16,5", "15.55", "-1", "100.1", "a", "1e2"])("takes %s for no rate", (text) => {
  expect(parsePercent(text)).toBeNull();
});

it("takes a rate without its sign", () => {
  expect(parsePercent(" 16 ")).toBe(160);
  expect(parsePercent("15.5 %")).toBe(155);
});

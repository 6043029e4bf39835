import { expect, it } from "vitest";
import { scaleFor } from "./scale";

it.each([
  [1_290_000, [0, 400_000, 800_000, 1_200_000, 1_600_000]],
  [1_000_000, [0, 250_000, 500_000, 750_000, 1_000_000]],
  [39, [0, 10, 20, 30, 40]],
  [40, [0, 10, 20, 30, 40]],
  [41, [0, 15, 30, 45, 60]],
])("a chart up to %d has lines that are round and reach above it", (highest, lines) => {
  expect(scaleFor(highest)).toEqual(lines);
});

it("a chart of nothing has lines too", () => {
  expect(scaleFor(0)).toEqual([0, 0.25, 0.5, 0.75, 1]);
});

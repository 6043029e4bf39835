import { expect, it } from "vitest";
import { formatBytes } from "@/lib/bytes";

it.each([
  [0, "0 bytes"],
  [812, "812 bytes"],
  [12_480, "12.5 kB"],
  [1_249_000, "1.2 MB"],
])("writes %i as %s", (count, text) => {
  expect(formatBytes(count)).toBe(text);
});

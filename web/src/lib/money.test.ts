import { describe, expect, it } from "vitest";
import { formatMoney, formatShillingsShort, parseShillings } from "@/lib/money";

describe("formatMoney", () => {
  it.each([
    [125_000, "KSh 1,250.00"],
    [0, "KSh 0.00"],
    [5, "KSh 0.05"],
    [99, "KSh 0.99"],
    [100, "KSh 1.00"],
    [123_456_789_01, "KSh 123,456,789.01"],
    [-2_050, "−KSh 20.50"],
  ])("writes %i cents as %s", (cents, text) => {
    expect(formatMoney(cents)).toBe(text);
  });

  it("leaves the cents out of whole prices only", () => {
    expect(formatMoney(125_000, { wholeWhenExact: true })).toBe("KSh 1,250");
    expect(formatMoney(125_050, { wholeWhenExact: true })).toBe("KSh 1,250.50");
  });

  it("refuses what is not whole cents", () => {
    expect(() => formatMoney(12.5)).toThrow(RangeError);
    expect(() => formatMoney(Number.NaN)).toThrow(RangeError);
  });
});

describe("parseShillings", () => {
  it.each([
    ["50", 5_000],
    [" 1,250 ", 125_000],
    ["49.5", 4_950],
    ["49.05", 4_905],
    ["0.1", 10],
  ])("reads %s as %i cents", (text, cents) => {
    expect(parseShillings(text)).toBe(cents);
  });

  it.each(["", "abc", "-5", "1.234", "1,2", "12,34"])("does not take %s for an amount", (text) => {
    expect(parseShillings(text)).toBeNull();
  });
});

it("shortens amounts for an axis", () => {
  expect(formatShillingsShort(0)).toBe("0");
  expect(formatShillingsShort(95_000)).toBe("950");
  expect(formatShillingsShort(1_200_000)).toBe("12k");
});

import { describe, expect, it } from "vitest";
import { formatMsisdn, normaliseMsisdn } from "@/lib/msisdn";

describe("normaliseMsisdn", () => {
  it.each([
    "0712345678",
    "712345678",
    "254712345678",
    "+254712345678",
    "+254 712 345 678",
    "0712-345-678",
    " (0712) 345 678 ",
  ])("takes %s", (text) => {
    expect(normaliseMsisdn(text)).toBe("254712345678");
  });

  it.each(["0110123456", "110123456", "+254 110 123 456"])("takes the newer series: %s", (text) => {
    expect(normaliseMsisdn(text)).toBe("254110123456");
  });

  it.each([
    "",
    "0712",
    "07123456789",
    "0812345678",
    "0212345678",
    "255712345678",
    "+1 712 345 678",
    "0712 345 67a",
    "+2540712345678",
  ])("refuses %s", (text) => {
    expect(normaliseMsisdn(text)).toBeNull();
  });
});

describe("formatMsisdn", () => {
  it("shows a number as it is written in Kenya", () => {
    expect(formatMsisdn("254712345678")).toBe("0712 345 678");
    expect(formatMsisdn("254110123456")).toBe("0110 123 456");
  });

  it("keeps a mask, and what it does not know", () => {
    expect(formatMsisdn("2547*****678")).toBe("07** *** 678");
    expect(formatMsisdn("")).toBe("");
    expect(formatMsisdn("+44 20 7946 0000")).toBe("+44 20 7946 0000");
  });
});

import { describe, expect, it } from "vitest";
import { BLANK_PACKAGE, packageForm, toNewPackage } from "./form-values";

const filled = { ...BLANK_PACKAGE, name: " Day pass ", price: "1,250" };

it("parses what was typed into what the API takes", () => {
  const parsed = packageForm.parse({ ...filled, download: "2.5", dataCap: "2000" });
  expect(toNewPackage(parsed)).toEqual({
    name: "Day pass",
    price_cents: 125_000,
    duration: { unit: "HOURS", count: 1 },
    download_kbps: 2_500,
    upload_kbps: 2_000,
    devices_max: 1,
    data_cap_mb: 2_000,
    sold_at: "HOTSPOT",
    renews: false,
  });
});

it("takes an empty data cap for none", () => {
  expect(packageForm.parse(filled).dataCap).toBeNull();
});

describe("refuses", () => {
  it.each([
    ["name", ""],
    ["price", "0"],
    ["price", "49.50"],
    ["price", "fifty"],
    ["count", "0"],
    ["count", "1.5"],
    ["download", "fast"],
    ["devices", "0"],
    ["dataCap", "0"],
  ])("a %s of '%s', at that field", (field, value) => {
    const result = packageForm.safeParse({ ...filled, [field]: value });
    expect(result.error?.issues.map((issue) => issue.path[0])).toEqual([field]);
  });
});

import { Package } from "lucide-react";
import { describe, expect, it } from "vitest";
import { directFrom, placesLike, receiptIn } from "./choices";

const id = "0198c0de-0000-7000-8000-000000000001";
const places = ["Packages", "Payments", "Inbox"].map((name) => ({
  to: `/admin/${name.toLowerCase()}`,
  name,
  icon: Package,
}));

const named = (text: string) => placesLike(text, places).map(({ name }) => name);
const keys = (text: string, isAuditor = true) =>
  directFrom(text, receiptIn(text), isAuditor).map(({ key }) => key);

describe("places", () => {
  it("are all of them while nothing is typed, and those that fit then", () => {
    expect(named("")).toEqual(["Packages", "Payments", "Inbox"]);
    expect(named(" pay ")).toEqual(["Payments"]);
    expect(named("b")).toEqual(["Inbox"]);
  });

  it("that begin with it come first", () => {
    const more = [...places, { to: "/admin/x", name: "Inner", icon: Package }];
    expect(placesLike("p", more).map(({ name }) => name)).toEqual(["Packages", "Payments"]);
    expect(placesLike("n", more).map(({ name }) => name)).toEqual(["Payments", "Inbox", "Inner"]);
  });
});

describe("what was typed", () => {
  it("is an id, a phone, a position or a receipt", () => {
    expect(keys(id.toUpperCase())).toEqual([`payment ${id.toUpperCase()}`]);
    expect(keys("0712 345 678")).toEqual(["customer 254712345678", "phone 254712345678"]);
    expect(keys("#24543")).toEqual(["event 24543"]);
    expect(keys("ukn5aaaaa1")).toEqual(["proof UKN5AAAAA1"]);
    expect(keys("payments")).toEqual([]);
  });

  it("leads to events and proofs only who may see them", () => {
    expect(keys("#24543", false)).toEqual([]);
    expect(keys("ukn5aaaaa1", false)).toEqual([]);
  });

  it("is a receipt with digits of any length, and without only of the usual one", () => {
    expect(receiptIn("ukn5aaaaa1")).toBe("UKN5AAAAA1");
    expect(receiptIn("uf1aaa")).toBe("UF1AAA");
    expect(receiptIn("ukthdcdecj")).toBe("UKTHDCDECJ");
    expect(receiptIn("subscriptions")).toBeNull();
    expect(receiptIn("0712345678")).toBeNull();
  });
});

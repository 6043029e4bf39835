import { expect, it } from "vitest";
import { parseSearch, stringifySearch, textParameters } from "@/routes/search";

it("keeps what is typed into an address as text", () => {
  expect(parseSearch("?phone=0712345678&receipt=12E5&needs_a_look=true")).toEqual({
    phone: "0712345678",
    receipt: "12E5",
    needs_a_look: "true",
  });
});

it("writes only what is set", () => {
  expect(stringifySearch({ status: "PENDING", phone: "+254 7", cursor: undefined, from: "" })).toBe(
    "?status=PENDING&phone=%2B254+7",
  );
  expect(stringifySearch({})).toBe("");
});

it("takes the named parameters and drops the rest", () => {
  const validate = textParameters("status", "cursor");
  expect(validate({ status: " PENDING ", cursor: "", other: "x" })).toEqual({ status: "PENDING" });
  expect(validate({ status: 5 })).toEqual({});
});

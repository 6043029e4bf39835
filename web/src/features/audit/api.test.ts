import { expect, it } from "vitest";
import { positionIn, toEventQuery } from "./api";

it("asks for the newest events without filters", () => {
  expect(toEventQuery({})).toEqual({ limit: 25 });
});

it("turns the address into a question for the API", () => {
  const id = "0198c0de-0000-7000-8000-000000000001";
  const asked = {
    aggregate_type: "payment",
    aggregate_id: id,
    event_type: "PaymentCompleted",
    actor: "safaricom",
    correlation_id: id,
    cursor: "24542",
  };
  expect(toEventQuery({ ...asked, from: "#12,000", to: "24 543" })).toEqual({
    ...asked,
    limit: 25,
    from: 12_000,
    to: 24_543,
  });
});

it("leaves out what means nothing", () => {
  expect(
    toEventQuery({ aggregate_id: "half-an-id", correlation_id: "1", from: "first", to: "-3" }),
  ).toEqual({ limit: 25 });
});

it.each([
  ["24543", 24_543],
  ["#24,543", 24_543],
  ["0", null],
  ["1.5", null],
  ["99999999999999999999", null],
  [undefined, null],
])("reads the position %s", (text, position) => {
  expect(positionIn(text)).toBe(position);
});

import { expect, it } from "vitest";
import { toQuery } from "./api";

it("asks for a page of the newest without filters", () => {
  expect(toQuery({})).toEqual({ limit: 25 });
});

it("turns the address into a question for the API", () => {
  expect(
    toQuery({
      status: "COMPLETED",
      receipt: "skn4x9",
      phone: "0712 345 678",
      from: "2026-11-01",
      to: "2026-11-23",
      amount: "1,250.50",
      needs_a_look: "true",
      sort: "LARGEST",
      cursor: "abc",
    }),
  ).toEqual({
    limit: 25,
    status: "COMPLETED",
    receipt: "SKN4X9",
    phone: "254712345678",
    from: "2026-10-31T21:00:00.000Z",
    to: "2026-11-23T21:00:00.000Z",
    amount_cents: 125_050,
    needs_a_look: true,
    sort: "LARGEST",
    cursor: "abc",
  });
});

it("leaves out what means nothing", () => {
  expect(
    toQuery({
      status: "LOST",
      from: "yesterday",
      to: "2026-13-45",
      amount: "much",
      needs_a_look: "no",
    }),
  ).toEqual({ limit: 25 });
});

it("passes a part of a phone number on as it is", () => {
  expect(toQuery({ phone: "0712" })).toEqual({ limit: 25, phone: "0712" });
});

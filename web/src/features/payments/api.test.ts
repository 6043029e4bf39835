import { HttpResponse, http } from "msw";
import { describe, expect, it } from "vitest";
import { createQueryClient } from "@/services/query-client";
import { aPayment } from "@/test/builders";
import { server } from "@/test/server";
import { paymentEntriesQuery, paymentHistoryQuery, paymentQuery, toQuery } from "./api";

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

describe("a payment whose stream told of a later event", () => {
  const { id } = aPayment();
  const returned = aPayment({ status: "REVERSED", progress: "REVERSED", position: 13 });

  it("is not overwritten by an answer that was asked for before", async () => {
    const queries = createQueryClient();
    server.use(
      http.get("*/api/payments/:id/", () => {
        queries.setQueryData(paymentQuery(id).queryKey, returned);
        return HttpResponse.json(aPayment({ status: "COMPLETED", position: 10 }));
      }),
    );
    await queries.fetchQuery(paymentQuery(id));
    expect(queries.getQueryData(paymentQuery(id).queryKey)).toEqual(returned);
  });

  it("is followed by its events and entries as they are with that event", async () => {
    const queries = createQueryClient();
    queries.setQueryData(paymentQuery(id).queryKey, returned);
    const asked: (string | null)[] = [];
    const answer = ({ request }: { request: Request }) => {
      asked.push(new URL(request.url).searchParams.get("min_position"));
      return HttpResponse.json({ items: [], deliveries: [], next_cursor: null });
    };
    server.use(
      http.get("*/api/payments/:id/events/", answer),
      http.get("*/api/finance/journal/", answer),
    );
    await queries.fetchQuery(paymentHistoryQuery(id));
    await queries.fetchQuery(paymentEntriesQuery(id));
    expect(asked).toEqual(["13", "13"]);
  });
});

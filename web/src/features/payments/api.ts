import {
  keepPreviousData,
  type QueryClient,
  queryOptions,
  replaceEqualDeep,
} from "@tanstack/react-query";
import { parseShillings } from "@/lib/money";
import { normaliseMsisdn } from "@/lib/msisdn";
import { startOfNairobiDay } from "@/lib/time";
import { api, asSession, fetchStream } from "@/services/client";
import type { Payment, PaymentStatus } from "@/services/contract";
import { unwrapRead } from "@/services/problem";

/** As they stand in the address: text, dates as Nairobi days. */
export type PaymentFilters = {
  status?: string;
  receipt?: string;
  phone?: string;
  from?: string;
  to?: string;
  amount?: string;
  needs_a_look?: string;
  sort?: string;
  cursor?: string;
};

/** The states that the list can be asked for. */
export const PAYMENT_STATUSES: PaymentStatus[] = [
  "PENDING",
  "COMPLETED",
  "FAILED",
  "EXPIRED",
  "UNALLOCATED",
  "MERGED",
  "REVERSED",
];

/** The orders of the list: which rows come first, and which follow on the next page. */
export const PAYMENT_ORDERS = [
  { order: "NEWEST", names: { first: "Newest", next: "Older" } },
  { order: "OLDEST", names: { first: "Oldest", next: "Newer" } },
  { order: "LARGEST", names: { first: "Largest", next: "Smaller" } },
  { order: "SMALLEST", names: { first: "Smallest", next: "Larger" } },
] as const;

/** The one that is chosen, or the first. */
export function orderOf(filters: PaymentFilters) {
  return PAYMENT_ORDERS.find(({ order }) => order === filters.sort) ?? PAYMENT_ORDERS[0];
}

const PAGE_ROWS = 25;
const REFRESH_MS = 10_000;

export function paymentsQuery(filters: PaymentFilters) {
  return queryOptions({
    queryKey: ["payments", filters],
    queryFn: ({ signal }) =>
      unwrapRead(api.GET("/api/payments/", { params: { query: toQuery(filters) }, signal })),
    placeholderData: keepPreviousData,
    refetchInterval: REFRESH_MS,
  });
}

export function toQuery(filters: PaymentFilters) {
  const status = PAYMENT_STATUSES.find((known) => known === filters.status);
  const amountCents = parseShillings(filters.amount ?? "");
  return {
    limit: PAGE_ROWS,
    ...(status && { status }),
    ...(filters.receipt && { receipt: filters.receipt.toUpperCase() }),
    ...(filters.phone && { phone: normaliseMsisdn(filters.phone) ?? filters.phone }),
    ...(isDay(filters.from) && { from: startOfNairobiDay(filters.from) }),
    // The last day counts in full: up to the first instant of the next.
    ...(isDay(filters.to) && { to: startOfNairobiDay(filters.to, 1) }),
    ...(amountCents !== null && { amount_cents: amountCents }),
    ...(filters.needs_a_look === "true" && { needs_a_look: true }),
    ...(filters.sort && { sort: orderOf(filters).order }),
    ...(filters.cursor && { cursor: filters.cursor }),
  };
}

function isDay(text: string | undefined): text is string {
  return text !== undefined && /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text));
}

export function paymentQuery(id: string) {
  return queryOptions({
    queryKey: ["payment", id],
    queryFn: ({ signal }) =>
      unwrapRead(api.GET("/api/payments/{id}/", { params: { path: { id } }, signal })),
    structuralSharing: (known, told) => newer(known as Payment | undefined, told as Payment),
  });
}

/** An answer that was asked for before the stream's last news may arrive after it. */
function newer(known: Payment | undefined, told: Payment): Payment {
  return known && told.position < known.position ? known : replaceEqualDeep(known, told);
}

/** What belongs to a payment is read as it was with the payment's last event, or later. */
function withThePayment(queries: QueryClient, id: string) {
  const position = queries.getQueryData(paymentQuery(id).queryKey)?.position;
  return position === undefined ? {} : { min_position: position };
}

export function paymentHistoryQuery(id: string) {
  return queryOptions({
    queryKey: ["payment", id, "history"],
    queryFn: ({ signal, client }) =>
      unwrapRead(
        api.GET("/api/payments/{id}/events/", {
          params: { path: { id }, query: withThePayment(client, id) },
          signal,
        }),
      ),
  });
}

const ENTRIES_SHOWN = 100;

export function paymentEntriesQuery(id: string) {
  return queryOptions({
    queryKey: ["payment", id, "entries"],
    queryFn: ({ signal, client }) =>
      unwrapRead(
        api.GET("/api/finance/journal/", {
          params: {
            query: { payment_id: id, limit: ENTRIES_SHOWN, ...withThePayment(client, id) },
          },
          signal,
        }),
      ),
  });
}

export function openPaymentStream(id: string, signal: AbortSignal): Promise<Response> {
  const address = new URL(`/api/payments/${id}/stream/`, window.location.origin);
  const request = new Request(address, { headers: { accept: "text/event-stream" }, signal });
  return asSession(fetchStream)(request);
}

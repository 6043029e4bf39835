import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import type {
  FoundPayment,
  Initiated,
  Line,
  Me,
  Package,
  Payment,
  Provider,
} from "@/services/contract";
import { unwrap, unwrapRead } from "@/services/problem";
import { isKnown, portalApi, portalStream } from "./client";
import { intentKey, recallPayment, type Wish } from "./memory";

export const packagesQuery = queryOptions({
  queryKey: ["portal", "packages"],
  queryFn: async ({ signal }) => {
    const page = await unwrapRead(portalApi.GET("/api/packages/", { signal }));
    return page.items.filter((item) => item.is_active).sort(byPrice);
  },
  staleTime: 60_000,
});

function byPrice(one: Package, other: Package): number {
  return one.price_cents - other.price_cents || one.name.localeCompare(other.name);
}

/** Who the portal speaks with; null for a visitor whom it has never seen. */
export const visitorQuery = queryOptions({
  queryKey: ["portal", "me"],
  queryFn: async ({ signal }): Promise<Me | null> => {
    if (!(await isKnown())) return null;
    const answer = await portalApi.GET("/api/me/", { signal });
    if (answer.response.status === 401) return null;
    return unwrapRead(Promise.resolve(answer));
  },
  refetchInterval: 60_000,
});

/** How many payments one page of the history has. */
const HISTORY_PAGE = 20;

/** The visitor's own payments, the newest first. */
export const historyQuery = infiniteQueryOptions({
  queryKey: ["portal", "history"],
  queryFn: ({ pageParam, signal }) =>
    unwrapRead(
      portalApi.GET("/api/payments/", {
        params: {
          query: { limit: HISTORY_PAGE, ...(pageParam !== null && { cursor: pageParam }) },
        },
        signal,
      }),
    ),
  initialPageParam: null as string | null,
  getNextPageParam: (page) => page.next_cursor,
});

/** Who is paid, and under which number. */
export const providerQuery = queryOptions({
  queryKey: ["portal", "provider"],
  queryFn: ({ signal }): Promise<Provider> =>
    unwrapRead(portalApi.GET("/api/provider/", { signal })),
  staleTime: Number.POSITIVE_INFINITY,
});

/** The line whose service ends last, of those that are on now. */
export function activeLine(me: Me | null | undefined, now: Date): Line | null {
  const active = (me?.lines ?? []).filter(
    (line) => line.subscription?.is_active && new Date(line.subscription.end_date) > now,
  );
  const endOf = (line: Line) => line.subscription?.end_date ?? "";
  return active.sort((one, other) => endOf(other).localeCompare(endOf(one)))[0] ?? null;
}

export function homeLine(me: Me | null | undefined): Line | null {
  return me?.lines.find((line) => line.kind === "HOME") ?? null;
}

export function isSoldTo(item: Package, me: Me | null | undefined): boolean {
  return item.sold_at !== "HOME" || homeLine(me) !== null;
}

export function initiatePayment(wish: Wish, accountNumber: string | null): Promise<Initiated> {
  return unwrap(
    portalApi.POST("/api/payments/initiate/", {
      headers: { "Idempotency-Key": intentKey(wish, Date.now()) },
      body: {
        package_id: wish.packageId,
        phone_number: wish.phone,
        ...(accountNumber !== null && { account_number: accountNumber }),
        ...(wish.force && { force: true }),
      },
    }),
  );
}

export function buyFromWallet(wish: Wish, lineId: string | null) {
  return unwrap(
    portalApi.POST("/api/subscriptions/", {
      headers: { "Idempotency-Key": intentKey(wish, Date.now()) },
      body: { package_id: wish.packageId, ...(lineId !== null && { line_id: lineId }) },
    }),
  );
}

/** Looks up what somebody says that they have paid. */
export function findPayment(receipt: string, phone: string): Promise<FoundPayment> {
  return unwrap(portalApi.POST("/api/payments/find/", { body: { receipt, phone_number: phone } }));
}

function paymentHeaders(id: string): Record<string, string> {
  const access = recallPayment(id)?.access;
  return access ? { authorization: `Bearer ${access}` } : {};
}

export function readPayment(id: string, signal: AbortSignal): Promise<Payment> {
  const position = recallPayment(id)?.position;
  return unwrapRead(
    portalApi.GET("/api/payments/{id}/", {
      params: { path: { id }, query: position === undefined ? {} : { min_position: position } },
      headers: paymentHeaders(id),
      signal,
    }),
  );
}

export const paymentQuery = (id: string) =>
  queryOptions({
    queryKey: ["portal", "payment", id],
    queryFn: ({ signal }) => readPayment(id, signal),
  });

/** The receipt as PDF. */
export async function fetchReceipt(id: string): Promise<Blob> {
  const file = await unwrap(
    portalApi.GET("/api/payments/{id}/receipt/", {
      params: { path: { id } },
      headers: paymentHeaders(id),
      parseAs: "blob",
    }),
  );
  return file as unknown as Blob;
}

export function openPaymentStream(id: string, signal: AbortSignal): Promise<Response> {
  const address = new URL(`/api/payments/${id}/stream/`, window.location.origin);
  return portalStream(
    new Request(address, {
      headers: { accept: "text/event-stream", ...paymentHeaders(id) },
      signal,
    }),
  );
}

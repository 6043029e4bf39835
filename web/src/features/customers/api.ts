import {
  infiniteQueryOptions,
  keepPreviousData,
  queryOptions,
  useMutation,
  useQueryClient,
} from "@tanstack/react-query";
import { useState } from "react";
import { toast } from "sonner";
import { randomId } from "@/lib/random-id";
import { api } from "@/services/client";
import { unwrap, unwrapRead } from "@/services/problem";

/** As they stand in the address: text. */
export type CustomerFilters = { q?: string; with_login?: string; cursor?: string };

/** What is longer is no phone, account number or name; the server refuses it. */
export const SEARCH_CHARACTERS_MAX = 120;

const PAGE_ROWS = 25;
/** Of what stands in a card beside other cards. */
const CARD_ROWS = 5;
const REFRESH_MS = 10_000;

export function customersQuery({ q, with_login, cursor }: CustomerFilters) {
  return queryOptions({
    queryKey: ["customers", "list", { q, with_login, cursor }],
    queryFn: ({ signal }) =>
      unwrapRead(
        api.GET("/api/customers/", {
          params: {
            query: {
              limit: PAGE_ROWS,
              ...(q && { q }),
              ...(with_login === "true" && { with_login: true }),
              ...(cursor && { cursor }),
            },
          },
          signal,
        }),
      ),
    placeholderData: keepPreviousData,
  });
}

export function customerQuery(id: string) {
  return queryOptions({
    queryKey: ["customers", "one", id],
    queryFn: ({ signal }) =>
      unwrapRead(api.GET("/api/customers/{id}/", { params: { path: { id } }, signal })),
  });
}

/** A customer's payments, whichever phone paid. */
export function paymentsOfQuery(customerId: string) {
  return infiniteQueryOptions({
    queryKey: ["payments", "of", customerId],
    queryFn: ({ pageParam, signal }) =>
      unwrapRead(
        api.GET("/api/payments/", {
          params: { query: { customer_id: customerId, ...pageAt(pageParam) } },
          signal,
        }),
      ),
    ...PAGES,
  });
}

export function refundsOfQuery(customerId: string) {
  return infiniteQueryOptions({
    queryKey: ["refunds", "of", customerId],
    queryFn: ({ pageParam, signal }) =>
      unwrapRead(
        api.GET("/api/refunds/", {
          params: { query: { customer_id: customerId, ...pageAt(pageParam) } },
          signal,
        }),
      ),
    ...PAGES,
  });
}

export function taxDocumentsOfQuery(customerId: string) {
  return infiniteQueryOptions({
    queryKey: ["taxes", "of", customerId],
    queryFn: ({ pageParam, signal }) =>
      unwrapRead(
        api.GET("/api/finance/tax-documents/", {
          params: { query: { customer_id: customerId, ...pageAt(pageParam) } },
          signal,
        }),
      ),
    ...PAGES,
  });
}

const PAGES = {
  initialPageParam: "",
  getNextPageParam: ({ next_cursor }: { next_cursor: string | null }) => next_cursor,
  // What waits for Safaricom or the tax authority has its outcome soon.
  refetchInterval: REFRESH_MS,
};

function pageAt(cursor: string) {
  return { limit: CARD_ROWS, ...(cursor && { cursor }) };
}

/** What is wrong with a PIN is told beside its field, so a refusal is thrown on. */
export function useNoteKraPin(customerId: string, onDone: () => void) {
  const queries = useQueryClient();
  const [key] = useState(randomId);
  return useMutation({
    /** An empty one takes away what was noted. */
    mutationFn: (pin: string) =>
      unwrap(
        api.PUT("/api/users/{id}/kra-pin/", {
          params: { path: { id: customerId } },
          // Another PIN is another request, not the same one again.
          headers: { "Idempotency-Key": `${key}-${pin}` },
          body: { kra_pin: pin === "" ? null : pin },
        }),
      ),
    onSuccess: async (_, pin) => {
      await queries.invalidateQueries({ queryKey: ["customers"] });
      toast.success(pin === "" ? "The KRA PIN is taken away." : "The KRA PIN is noted.");
      onDone();
    },
  });
}

import { keepPreviousData, queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { toast } from "sonner";
import { startOfNairobiDay } from "@/lib/time";
import { api } from "@/services/client";
import { unwrap, unwrapRead } from "@/services/problem";

/** As of the last moment of a Nairobi day, or now. */
export type BookFilters = { day?: string };

function asOf({ day }: BookFilters) {
  if (!day) return {};
  const end = Date.parse(startOfNairobiDay(day, 1)) - 1;
  return end > Date.now() ? {} : { as_of: new Date(end).toISOString() };
}

export function trialBalanceQuery(filters: BookFilters) {
  return queryOptions({
    queryKey: ["finance", "trial-balance", filters],
    queryFn: ({ signal }) =>
      unwrapRead(
        api.GET("/api/finance/trial-balance/", { params: { query: asOf(filters) }, signal }),
      ),
    placeholderData: keepPreviousData,
  });
}

export function rollForwardQuery() {
  return queryOptions({
    queryKey: ["finance", "deferred-revenue"],
    queryFn: ({ signal }) => unwrapRead(api.GET("/api/finance/deferred-revenue/", { signal })),
  });
}

export function monthsQuery() {
  return queryOptions({
    queryKey: ["finance", "periods"],
    queryFn: ({ signal }) => unwrapRead(api.GET("/api/finance/periods/", { signal })),
  });
}

export function inTransitQuery() {
  return queryOptions({
    queryKey: ["finance", "in-transit"],
    queryFn: ({ signal }) => unwrapRead(api.GET("/api/finance/in-transit/", { signal })),
  });
}

type Arrival = { cents: number; reference: string; valueDate: string };

/** Why it is refused stands below what was typed, so a refusal is thrown on. */
export function useArrive(receipt: string, onDone: () => void) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ cents, reference, valueDate }: Arrival) =>
      unwrap(
        api.POST("/api/finance/in-transit/{receipt}/arrive/", {
          params: { path: { receipt } },
          body: { amount_cents: cents, bank_reference: reference, value_date: valueDate },
        }),
      ),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ["finance"] });
      toast.success(`${receipt} arrived at the bank.`);
      onDone();
    },
  });
}

/** What is missing is told beside the explanation, so a refusal is thrown on. */
export function useCloseMonth(month: string, onDone: () => void) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (explanation: string) =>
      unwrap(
        api.POST("/api/finance/periods/{month}/close/", {
          params: { path: { month } },
          body: explanation === "" ? {} : { explanation },
        }),
      ),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ["finance"] });
      toast.success(`${month} is closed.`);
      onDone();
    },
  });
}

import { keepPreviousData, queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { toast } from "sonner";
import { api } from "@/services/client";
import type { Refund } from "@/services/contract";
import { problemFromThrown, unwrap, unwrapRead } from "@/services/problem";

export type RefundFilters = { stage?: string; cursor?: string };

export const REFUND_STAGES = ["AWAITS_APPROVAL", "WAITING", "SENT", "COMPLETED", "FAILED"];

const PAGE_ROWS = 25;

export function refundsQuery(filters: RefundFilters) {
  const stage = REFUND_STAGES.find((known) => known === filters.stage);
  return queryOptions({
    queryKey: ["refunds", filters],
    queryFn: ({ signal }) =>
      unwrapRead(
        api.GET("/api/refunds/", {
          params: {
            query: {
              limit: PAGE_ROWS,
              ...(stage && { stage }),
              ...(filters.cursor && { cursor: filters.cursor }),
            },
          },
          signal,
        }),
      ),
    placeholderData: keepPreviousData,
    refetchInterval: 10_000,
  });
}

export type Word = "approve" | "withdraw";
type Said = { refund: Refund; word: Word; key: string };

export function useSayOfRefund(onDone: () => void) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ refund, word, key }: Said) => {
      const request = {
        params: { path: { id: refund.id } },
        headers: { "Idempotency-Key": key },
      };
      return word === "approve"
        ? unwrap(api.POST("/api/refunds/{id}/approve/", request))
        : unwrap(api.POST("/api/refunds/{id}/withdraw/", request));
    },
    onSuccess: async (_, { word }) => {
      await queries.invalidateQueries({ queryKey: ["refunds"] });
      toast.success(word === "approve" ? "Safaricom is asked now." : "The refund is taken back.");
      onDone();
    },
    onError: (thrown) => toast.error(problemFromThrown(thrown).message),
  });
}

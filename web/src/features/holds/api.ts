import { keepPreviousData, queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { toast } from "sonner";
import { randomId } from "@/lib/random-id";
import { api } from "@/services/client";
import type { Hold } from "@/services/contract";
import { unwrap, unwrapRead } from "@/services/problem";

export type HoldFilters = { stage?: string; cursor?: string };

export const HOLD_STAGES = ["HELD", "UNANSWERED", "RELEASED", "REFUTED"];

const PAGE_ROWS = 25;

export function holdsQuery(filters: HoldFilters) {
  const stage = HOLD_STAGES.find((known) => known === filters.stage);
  return queryOptions({
    queryKey: ["holds", filters],
    queryFn: ({ signal }) =>
      unwrapRead(
        api.GET("/api/holds/", {
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

export function useReleaseHold(hold: Hold, onDone: () => void) {
  const queries = useQueryClient();
  // One key a dialog: a second click is the same request.
  const [key] = useState(randomId);
  return useMutation({
    mutationFn: (reason: string) =>
      unwrap(
        api.POST("/api/holds/{id}/release/", {
          params: { path: { id: hold.id } },
          headers: { "Idempotency-Key": key },
          body: { reason },
        }),
      ),
    onSuccess: async () => {
      await Promise.all([
        queries.invalidateQueries({ queryKey: ["holds"] }),
        queries.invalidateQueries({ queryKey: ["payment", hold.payment_id] }),
      ]);
      toast.success(`${hold.receipt} is taken for true.`);
      onDone();
    },
  });
}

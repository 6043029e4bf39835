import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { toast } from "sonner";
import { formatMoney } from "@/lib/money";
import { randomId } from "@/lib/random-id";
import { api } from "@/services/client";
import { unwrap } from "@/services/problem";

/** One key a dialog: a second click is the same request. */
function useKey() {
  return useState(randomId)[0];
}

export function useReversePayment(id: string, onDone: () => void) {
  const queries = useQueryClient();
  const key = useKey();
  return useMutation({
    mutationFn: ({ reason, receipt }: { reason: string; receipt?: string }) =>
      unwrap(
        api.POST("/api/payments/{id}/reverse/", {
          params: { path: { id } },
          headers: { "Idempotency-Key": key },
          body: { reason, ...(receipt && { receipt }) },
        }),
      ),
    onSuccess: async (asked) => {
      await Promise.all([
        queries.invalidateQueries({ queryKey: ["payment", id] }),
        queries.invalidateQueries({ queryKey: ["refunds"] }),
      ]);
      toast.success(
        asked.awaits_approval
          ? `${formatMoney(asked.amount_cents)} go back once a second person has agreed.`
          : `Safaricom is asked to give ${formatMoney(asked.amount_cents)} back.`,
      );
      onDone();
    },
  });
}

export function useAllocatePayment(id: string, onDone: () => void) {
  const queries = useQueryClient();
  const key = useKey();
  return useMutation({
    mutationFn: ({ reason, accountNumber }: { reason: string; accountNumber: string }) =>
      unwrap(
        api.POST("/api/payments/{id}/allocate/", {
          params: { path: { id } },
          headers: { "Idempotency-Key": key },
          body: { reason, account_number: accountNumber },
        }),
      ),
    onSuccess: async () => {
      await Promise.all([
        queries.invalidateQueries({ queryKey: ["payment", id] }),
        queries.invalidateQueries({ queryKey: ["payments"] }),
      ]);
      toast.success("The money has its customer.");
      onDone();
    },
  });
}

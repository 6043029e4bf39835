import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { toast } from "sonner";
import { formatMoney } from "@/lib/money";
import { randomId } from "@/lib/random-id";
import { saveFile } from "@/lib/save-file";
import { api } from "@/services/client";
import type { Wallet } from "@/services/contract";
import { unwrap } from "@/services/problem";

/** M-Pesa pays out whole shillings, from ten to a quarter of a million. */
export const PAY_OUT_CENTS_MIN = 1_000;
export const PAY_OUT_CENTS_MAX = 25_000_000;

export function useStatement(wallet: Wallet, onDone: () => void) {
  return useMutation({
    mutationFn: async ({ from, to }: { from: string; to: string }) => {
      const file = await unwrap(
        api.GET("/api/customers/{id}/statement/", {
          params: { path: { id: wallet.customer_id }, query: { from, to } },
          parseAs: "blob",
        }),
      );
      saveFile(file as unknown as Blob, `statement-${from}-${to}.pdf`);
    },
    onSuccess: onDone,
  });
}

export function usePayOut(wallet: Wallet, onDone: () => void) {
  const queries = useQueryClient();
  // One key a dialog: a second click is the same request.
  const [key] = useState(randomId);
  return useMutation({
    mutationFn: ({ amountCents, reason }: { amountCents: number; reason: string }) =>
      unwrap(
        api.POST("/api/wallets/{id}/refund/", {
          params: { path: { id: wallet.customer_id } },
          // Another amount is another request, not the same one again.
          headers: { "Idempotency-Key": `${key}-${amountCents}` },
          body: { amount_cents: amountCents, reason },
        }),
      ),
    onSuccess: async (asked) => {
      await Promise.all([
        queries.invalidateQueries({ queryKey: ["wallets"] }),
        queries.invalidateQueries({ queryKey: ["customers"] }),
        queries.invalidateQueries({ queryKey: ["refunds"] }),
      ]);
      const amount = formatMoney(asked.amount_cents);
      toast.success(
        asked.awaits_approval
          ? `${amount} go out once a second person has agreed, under Refunds.`
          : `Safaricom is asked to pay ${amount} out.`,
      );
      onDone();
    },
  });
}

import { keepPreviousData, queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { toast } from "sonner";
import { formatMoney } from "@/lib/money";
import { randomId } from "@/lib/random-id";
import { saveFile } from "@/lib/save-file";
import { api } from "@/services/client";
import type { Wallet } from "@/services/contract";
import { unwrap, unwrapRead } from "@/services/problem";

export type WalletFilters = { customer?: string; cursor?: string };

export type WalletRow = Wallet & { id: string };

const PAGE_ROWS = 25;

export function walletsQuery({ customer, cursor }: WalletFilters) {
  return queryOptions({
    queryKey: ["wallets", { customer, cursor }],
    queryFn: ({ signal }) =>
      unwrapRead(
        api.GET("/api/wallets/", {
          params: {
            query: {
              limit: PAGE_ROWS,
              ...(customer && { customer_id: customer }),
              ...(cursor && { cursor }),
            },
          },
          signal,
        }),
      ),
    // A list knows its rows by their ids.
    select: ({ items, next_cursor }) => ({
      items: items.map((wallet) => ({ ...wallet, id: wallet.customer_id })),
      next_cursor,
    }),
    placeholderData: keepPreviousData,
  });
}

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

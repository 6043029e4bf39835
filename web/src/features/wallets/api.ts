import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { api } from "@/services/client";
import type { Wallet } from "@/services/contract";
import { unwrapRead } from "@/services/problem";

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

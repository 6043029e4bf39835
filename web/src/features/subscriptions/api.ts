import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { api } from "@/services/client";
import { unwrapRead } from "@/services/problem";

export type SubscriptionFilters = { status?: string; cursor?: string };

export const SUBSCRIPTION_STATUSES = ["ACTIVE", "EXPIRED"];

const PAGE_ROWS = 25;

export function subscriptionsQuery(filters: SubscriptionFilters) {
  const status = SUBSCRIPTION_STATUSES.find((known) => known === filters.status);
  return queryOptions({
    queryKey: ["subscriptions", filters],
    queryFn: ({ signal }) =>
      unwrapRead(
        api.GET("/api/subscriptions/", {
          params: {
            query: {
              limit: PAGE_ROWS,
              ...(status && { status }),
              ...(filters.cursor && { cursor: filters.cursor }),
            },
          },
          signal,
        }),
      ),
    placeholderData: keepPreviousData,
    refetchInterval: 30_000,
  });
}

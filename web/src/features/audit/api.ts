import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { api } from "@/services/client";
import { unwrapRead } from "@/services/problem";

export type InboxFilters = { state?: string; cursor?: string };

export const DELIVERY_STATES = ["PENDING", "DONE", "UNREADABLE", "REFUSED"];

const PAGE_ROWS = 25;

export function inboxQuery(filters: InboxFilters) {
  const state = DELIVERY_STATES.find((known) => known === filters.state);
  return queryOptions({
    queryKey: ["inbox", filters],
    queryFn: ({ signal }) =>
      unwrapRead(
        api.GET("/api/audit/inbox/", {
          params: {
            query: {
              limit: PAGE_ROWS,
              ...(state && { state }),
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

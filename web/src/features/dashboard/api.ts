import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { api } from "@/services/client";
import { unwrapRead } from "@/services/problem";
import type { Past } from "./past";

const REFRESH_MS = 10_000;

/**
 * The figures as they are, or as they were: those of the past do not change while one looks. With them goes
 * of when they are, for those of before stand until others come.
 */
export function dashboardQuery(past: Past | null) {
  return queryOptions({
    queryKey: ["dashboard", past],
    queryFn: async ({ signal }) => {
      const params = { query: toQuery(past) };
      return { past, figures: await unwrapRead(api.GET("/api/dashboard/", { params, signal })) };
    },
    placeholderData: keepPreviousData,
    ...(past === null && { refetchInterval: REFRESH_MS }),
  });
}

function toQuery(past: Past | null) {
  if (past === null) return {};
  return { as_of: past.asOf, ...(past.knownAt !== null && { known_at: past.knownAt }) };
}

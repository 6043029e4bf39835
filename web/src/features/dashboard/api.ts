import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { api } from "@/services/client";
import { unwrapRead } from "@/services/problem";
import type { Past } from "./past";

const REFRESH_MS = 10_000;

/** The figures as they are, or as they were: those of the past do not change while one looks. */
export function dashboardQuery(past: Past | null) {
  return queryOptions({
    queryKey: ["dashboard", past],
    queryFn: ({ signal }) =>
      unwrapRead(api.GET("/api/dashboard/", { params: { query: toQuery(past) }, signal })),
    placeholderData: keepPreviousData,
    ...(past === null && { refetchInterval: REFRESH_MS }),
  });
}

function toQuery(past: Past | null) {
  if (past === null) return {};
  return { as_of: past.asOf, ...(past.knownAt !== null && { known_at: past.knownAt }) };
}

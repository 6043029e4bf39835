import { queryOptions } from "@tanstack/react-query";
import { api } from "@/services/client";
import { unwrapRead } from "@/services/problem";

const REFRESH_MS = 10_000;

export const dashboardQuery = queryOptions({
  queryKey: ["dashboard"],
  queryFn: ({ signal }) => unwrapRead(api.GET("/api/dashboard/", { signal })),
  refetchInterval: REFRESH_MS,
});

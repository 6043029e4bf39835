import { QueryClient } from "@tanstack/react-query";
import { problemFromThrown } from "@/services/problem";

const RETRIES_MAX = 3;

export function createQueryClient() {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 5_000,
        retry: (failures, thrown) => failures < RETRIES_MAX && problemFromThrown(thrown).mayRetry,
        retryDelay: (failures) => Math.min(500 * 2 ** failures, 4_000),
      },
      mutations: { retry: false },
    },
  });
}

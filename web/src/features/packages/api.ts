import { keepPreviousData, queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { toast } from "sonner";
import { api } from "@/services/client";
import type { Package, PackageTerms } from "@/services/contract";
import { problemFromThrown, unwrap, unwrapRead } from "@/services/problem";

const PAGE_ROWS = 25;

export type PackageFilters = { cursor?: string };

export function packagesQuery(filters: PackageFilters) {
  return queryOptions({
    queryKey: ["packages", filters],
    queryFn: ({ signal }) =>
      unwrapRead(
        api.GET("/api/packages/", { params: { query: { limit: PAGE_ROWS, ...filters } }, signal }),
      ),
    placeholderData: keepPreviousData,
  });
}

type Creation = { body: PackageTerms; key: string };

/** The form shows what is wrong with its fields, so a refusal is thrown on to it. */
export function useCreatePackage() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ body, key }: Creation) =>
      unwrap(api.POST("/api/packages/", { headers: { "Idempotency-Key": key }, body })),
    onSuccess: async (_, { body }) => {
      await refresh(queries);
      toast.success(`${body.name} is on sale.`);
    },
  });
}

export function useRetirePackage(onDone: () => void) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ item, key }: { item: Package; key: string }) =>
      unwrap(
        api.DELETE("/api/packages/{id}/", {
          params: { path: { id: item.id } },
          headers: { "Idempotency-Key": key },
        }),
      ),
    onSuccess: async (_, { item }) => {
      await refresh(queries);
      toast.success(`${item.name} is no longer sold.`);
      onDone();
    },
    onError: (thrown) => toast.error(problemFromThrown(thrown).message),
  });
}

/** The portal in this browser sells from its own list, which has changed too. */
async function refresh(queries: ReturnType<typeof useQueryClient>) {
  await Promise.all([
    queries.invalidateQueries({ queryKey: ["packages"] }),
    queries.invalidateQueries({ queryKey: ["portal", "packages"] }),
  ]);
}

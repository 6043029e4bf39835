import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { toast } from "sonner";
import { randomId } from "@/lib/random-id";
import { sentenceCase } from "@/lib/sentence-case";
import { api } from "@/services/client";
import type { ReadModel, Ready, Rebuild } from "@/services/contract";
import { Problem, problemFromThrown, unwrap, unwrapRead } from "@/services/problem";

const REFRESH_MS = 5_000;
/** Somebody looks on while a read model is built. */
const REFRESH_WHILE_REBUILDING_MS = 1_000;

/** Not ready yet is an answer too: it says what is being waited for. */
export type Health =
  | ({ isReady: true } & Ready)
  | { isReady: false; why: string; requestId: string | null };

export const healthQuery = queryOptions({
  queryKey: ["health"],
  queryFn: async ({ signal }): Promise<Health> => {
    try {
      return { isReady: true, ...(await unwrap(api.GET("/health/ready", { signal }))) };
    } catch (thrown) {
      if (thrown instanceof Problem && thrown.code === "not_ready") {
        return { isReady: false, why: thrown.message, requestId: thrown.requestId };
      }
      throw thrown;
    }
  },
  refetchInterval: REFRESH_MS,
});

export const readModelsQuery = queryOptions({
  queryKey: ["projections"],
  queryFn: ({ signal }) => unwrapRead(api.GET("/api/projections/", { signal })),
  refetchInterval: ({ state }) =>
    state.data?.projections.some(({ rebuild }) => isUnderWay(rebuild))
      ? REFRESH_WHILE_REBUILDING_MS
      : REFRESH_MS,
});

/** Waits for a worker or is at work: asked for again, it would be the same one. */
export function isUnderWay(rebuild: Rebuild | null): boolean {
  return rebuild?.status === "WAITING" || rebuild?.status === "RUNNING";
}

export function useRetryReadModel() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (name: string) =>
      unwrap(api.POST("/api/projections/{name}/retry/", { params: { path: { name } } })),
    onSuccess: async (_, name) => {
      await refresh(queries);
      toast.success(`${sentenceCase(name)} tries again.`);
    },
    onError: (thrown) => toast.error(problemFromThrown(thrown).message),
  });
}

/** Why it is refused is told beside the reason, so a refusal is thrown on. */
export function useSkipEvent({ name }: ReadModel, onDone: () => void) {
  const queries = useQueryClient();
  // One key a dialog: a second click is the same request.
  const [key] = useState(randomId);
  return useMutation({
    mutationFn: ({ position, reason }: { position: number; reason: string }) =>
      unwrap(
        api.POST("/api/projections/{name}/skip/", {
          params: { path: { name } },
          headers: { "Idempotency-Key": key },
          body: { position, reason },
        }),
      ),
    onSuccess: async () => {
      await refresh(queries);
      toast.success(`${sentenceCase(name)} goes on without it.`);
      onDone();
    },
  });
}

/** Why it is refused is told in the dialog, so a refusal is thrown on. */
export function useRebuild(name: string, onDone: () => void) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: () =>
      unwrap(api.POST("/api/projections/{name}/rebuild/", { params: { path: { name } } })),
    onSuccess: async () => {
      await refresh(queries);
      onDone();
    },
  });
}

function refresh(queries: ReturnType<typeof useQueryClient>) {
  return Promise.all([
    queries.invalidateQueries({ queryKey: ["projections"] }),
    queries.invalidateQueries({ queryKey: ["health"] }),
  ]);
}

export const taxesQuery = queryOptions({
  queryKey: ["finance", "taxes"],
  queryFn: ({ signal }) => unwrapRead(api.GET("/api/finance/taxes/", { signal })),
});

export type NewRates = { from: string; vat_per_mille: number; excise_per_mille: number };

/** What is wrong with a field is told beside it, so a refusal is thrown on. */
export function useSetTaxes(onDone: () => void) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (rates: NewRates) => unwrap(api.POST("/api/finance/taxes/", { body: rates })),
    onSuccess: async (_, { from }) => {
      await queries.invalidateQueries({ queryKey: ["finance", "taxes"] });
      toast.success(`The rates hold from ${from} on.`);
      onDone();
    },
  });
}

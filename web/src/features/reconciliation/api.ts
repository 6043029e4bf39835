import { keepPreviousData, queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { toast } from "sonner";
import { api } from "@/services/client";
import { problemFromThrown, unwrap, unwrapRead } from "@/services/problem";

const PAGE_ROWS = 25;

export type ReconciliationFilters = { breaks?: string; cursor?: string };

export function statementsQuery(cursor: string | undefined) {
  return queryOptions({
    queryKey: ["finance", "statements", cursor ?? null],
    queryFn: ({ signal }) =>
      unwrapRead(
        api.GET("/api/finance/statements/", {
          params: { query: { limit: PAGE_ROWS, ...(cursor && { cursor }) } },
          signal,
        }),
      ),
    placeholderData: keepPreviousData,
  });
}

export function statementQuery(id: string) {
  return queryOptions({
    queryKey: ["finance", "statement", id],
    queryFn: ({ signal }) =>
      unwrapRead(api.GET("/api/finance/statements/{id}/", { params: { path: { id } }, signal })),
  });
}

export type BreakFilters = { statementId?: string; isOpen?: boolean; cursor?: string | undefined };

export function breaksQuery({ statementId, isOpen, cursor }: BreakFilters) {
  return queryOptions({
    queryKey: ["finance", "breaks", statementId ?? null, isOpen ?? null, cursor ?? null],
    queryFn: ({ signal }) =>
      unwrapRead(
        api.GET("/api/finance/breaks/", {
          params: {
            query: {
              limit: PAGE_ROWS,
              ...(statementId && { statement_id: statementId }),
              ...(isOpen !== undefined && { is_open: isOpen }),
              ...(cursor && { cursor }),
            },
          },
          signal,
        }),
      ),
    placeholderData: keepPreviousData,
  });
}

type Given = { file: File; shortCode: string };

/** Why a file is refused stands below it, so a refusal is thrown on. */
export function useGiveStatement(onTaken: (statementId: string) => void) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ file, shortCode }: Given) =>
      unwrap(
        api.POST("/api/finance/statements/", {
          params: {
            query: { file_name: file.name, ...(shortCode && { short_code: shortCode }) },
          },
          headers: { "Content-Type": "application/octet-stream" },
          // The body is the file as it is.
          body: file as unknown as number[],
          bodySerializer: (body: unknown) => body as BodyInit,
        }),
      ),
    onSuccess: async (taken) => {
      await refresh(queries);
      onTaken(taken.statement_id);
    },
  });
}

export function useApplyStatement(id: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: () =>
      unwrap(api.POST("/api/finance/statements/{id}/apply/", { params: { path: { id } } })),
    onSuccess: async (applied) => {
      await refresh(queries);
      const { payments, reversals, movements, refused } = applied;
      const taken = `${payments} payments, ${reversals} reversals and ${movements} other movements were taken in.`;
      if (refused.length > 0) toast.warning(`${taken} ${refused.length} were refused.`);
      else toast.success(taken);
    },
    onError: (thrown) => toast.error(problemFromThrown(thrown).message),
  });
}

type Agreed = { receipt: string; paymentId: string };

export function useAcceptSuggestion(id: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ receipt, paymentId }: Agreed) =>
      unwrap(
        api.POST("/api/finance/statements/{id}/accept/", {
          params: { path: { id } },
          body: { receipt, payment_id: paymentId },
        }),
      ),
    onSuccess: async (_accepted, { receipt }) => {
      await refresh(queries);
      toast.success(`${receipt} is that payment's now.`);
    },
    onError: (thrown) => toast.error(problemFromThrown(thrown).message),
  });
}

export function useResolveBreak(id: string, onDone: () => void) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (reason: string) =>
      unwrap(
        api.POST("/api/finance/breaks/{id}/resolve/", {
          params: { path: { id } },
          body: { reason },
        }),
      ),
    onSuccess: async () => {
      await refresh(queries);
      toast.success("The break is explained.");
      onDone();
    },
  });
}

/** What is taken in or explained shows in every part of finance. */
function refresh(queries: ReturnType<typeof useQueryClient>) {
  return queries.invalidateQueries({ queryKey: ["finance"] });
}

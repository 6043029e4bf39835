import { keepPreviousData, queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { toast } from "sonner";
import { saveFile } from "@/lib/save-file";
import { api } from "@/services/client";
import type { TaxDocument } from "@/services/contract";
import { problemFromThrown, unwrap, unwrapRead } from "@/services/problem";

export type TaxFilters = { stage?: string; cursor?: string };

export const TAX_STAGES = ["WAITING", "ISSUED", "REFUSED"];

const PAGE_ROWS = 25;

/** A document as a row of a list, which is told apart by an id. */
export type TaxRow = TaxDocument & { id: string };

export function taxDocumentsQuery(filters: TaxFilters) {
  const stage = TAX_STAGES.find((known) => known === filters.stage);
  return queryOptions({
    queryKey: ["taxes", "documents", filters],
    queryFn: async ({ signal }) => {
      const page = await unwrapRead(
        api.GET("/api/finance/tax-documents/", {
          params: {
            query: {
              limit: PAGE_ROWS,
              ...(stage && { stage }),
              ...(filters.cursor && { cursor: filters.cursor }),
            },
          },
          signal,
        }),
      );
      const items: TaxRow[] = page.items.map((item) => ({ ...item, id: String(item.number) }));
      return { ...page, items };
    },
    placeholderData: keepPreviousData,
    refetchInterval: 10_000,
  });
}

export function taxRegisterQuery() {
  return queryOptions({
    queryKey: ["taxes", "register"],
    queryFn: ({ signal }) => unwrapRead(api.GET("/api/finance/tax-register/", { signal })),
    refetchInterval: 10_000,
  });
}

export type Opening = { pin: string; branch: string; lastNumber: number };

/** What is wrong is told beside the fields, so a refusal is thrown on. */
export function useOpenRegister(onDone: () => void) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ pin, branch, lastNumber }: Opening) =>
      unwrap(
        api.POST("/api/finance/tax-register/", {
          body: { kra_pin: pin, branch, last_number: lastNumber },
        }),
      ),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ["taxes"] });
      toast.success("What is sold from now on is invoiced.");
      onDone();
    },
  });
}

export function useSendAgain() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (number: number) =>
      unwrap(
        api.POST("/api/finance/tax-documents/{number}/send-again/", {
          params: { path: { number } },
        }),
      ),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ["taxes"] });
      toast.success("It is sent again.");
    },
    onError: (thrown) => toast.error(problemFromThrown(thrown).message),
  });
}

export type Signature = {
  unit_id: string;
  receipt_number: number;
  signature: string;
  signed_at: string;
  qr_url: string;
};

/** What is wrong is told beside the fields, so a refusal is thrown on. */
export function useEnterSignature(number: number, onDone: () => void) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (body: Signature) =>
      unwrap(
        api.POST("/api/finance/tax-documents/{number}/enter/", {
          params: { path: { number } },
          body,
        }),
      ),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ["taxes"] });
      toast.success("The signature is entered.");
      onDone();
    },
  });
}

export function useSavePaper() {
  return useMutation({
    mutationFn: async (document: TaxDocument) => {
      const file = await unwrap(
        api.GET("/api/tax-documents/{number}/paper/", {
          params: { path: { number: document.number } },
          parseAs: "blob",
        }),
      );
      const name = document.kind === "INVOICE" ? "tax-invoice" : "credit-note";
      saveFile(file as unknown as Blob, `${name}-${document.number}.pdf`);
    },
    onError: (thrown) => toast.error(problemFromThrown(thrown).message),
  });
}

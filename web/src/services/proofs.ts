import { queryOptions } from "@tanstack/react-query";
import { checkProof, proofIn } from "@/lib/proof";
import { api } from "@/services/client";
import { Problem, unwrapRead } from "@/services/problem";

/** A head is signed within a minute, if there are new events. */
const HEAD_RETRY_MS = 15_000;

/** The proof that a receipt was recorded, and what this browser finds when it checks it. */
export function proofQuery(receipt: string) {
  return queryOptions({
    queryKey: ["audit", "proof", receipt],
    queryFn: async ({ signal }) => {
      const bundle = await unwrapRead(
        api.GET("/api/audit/proofs/{receipt}/", { params: { path: { receipt } }, signal }),
      );
      const proof = proofIn(bundle);
      if (proof === null) {
        throw new Problem({
          status: 400,
          code: "proof_unknown",
          detail: "The proof is of a newer form than this page knows. Load the page again.",
        });
      }
      return { bundle, proof, check: await checkProof(proof) };
    },
    refetchInterval: ({ state }) =>
      problemCode(state.error) === "head_not_yet" ? HEAD_RETRY_MS : false,
    // A proof that was given stays true; a later head only gives another one.
    staleTime: Number.POSITIVE_INFINITY,
  });
}

function problemCode(thrown: unknown): string | null {
  return thrown instanceof Problem ? thrown.code : null;
}

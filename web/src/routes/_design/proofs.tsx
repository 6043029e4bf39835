import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { useState } from "react";
import { ProofCard } from "@/components/proof-card";
import { Card } from "@/components/ui/card";
import type { Check, Proof } from "@/lib/proof";
import { Specimen } from "@/routes/_design/specimen";
import { Problem } from "@/services/problem";
import { proofQuery } from "@/services/proofs";

const PROOF: Proof = {
  event: {
    position: 24_539,
    aggregate_type: "payment",
    aggregate_id: "01a22a19-717a-76a4-9721-8df36fb1cc00",
    sequence: 5,
    event_type: "PaymentCompleted",
    event_version: "1",
    payload: "{}",
    metadata: "{}",
    recorded_at_us: 1_796_002_330_000_000,
  },
  path: Array.from({ length: 13 }, () => "ab".repeat(32)),
  head: `daftari/store\n24543\n${btoa("\u002a".repeat(32))}\n\n— daftari/store AAAA\n`,
  key: "daftari/store+272b3ff6+AAAA",
};

const CHECKS: Record<string, Check | null> = {
  HOLDS00001: { isIncluded: true, isSigned: true },
  ALTERED001: { isIncluded: false, isSigned: true },
  UNSIGNED01: { isIncluded: true, isSigned: false },
  OLDBROWSER1: { isIncluded: true, isSigned: null },
  PLAINHTTP1: null,
};

const REFUSALS: Record<string, Problem> = {
  NOTYET0001: new Problem({ status: 409, code: "head_not_yet", detail: "not yet" }),
  UNKNOWN001: new Problem({
    status: 404,
    code: "receipt_unknown",
    detail: "no event has recorded the receipt UNKNOWN001; check its letters",
  }),
};

/** Answers as they stand in a cache that asks nobody. */
function cache(): QueryClient {
  const queries = new QueryClient({ defaultOptions: { queries: { enabled: false } } });
  for (const [receipt, check] of Object.entries(CHECKS)) {
    queries.setQueryData(proofQuery(receipt).queryKey, { bundle: {}, proof: PROOF, check });
  }
  for (const [receipt, error] of Object.entries(REFUSALS)) {
    const { queryKey } = proofQuery(receipt);
    queries.getQueryCache().build(queries, { queryKey }).setState({ status: "error", error });
  }
  return queries;
}

export function Proofs() {
  const [queries] = useState(cache);
  const receipts = [...Object.keys(CHECKS), ...Object.keys(REFUSALS), "LOADING001"];
  return (
    <QueryClientProvider client={queries}>
      <Specimen name="proof-card" stacked>
        {receipts.map((receipt) => (
          <Card key={receipt} className="p-5">
            <ProofCard receipt={receipt} />
          </Card>
        ))}
      </Specimen>
    </QueryClientProvider>
  );
}

import { useQuery } from "@tanstack/react-query";
import { CircleCheck, CircleHelp, CircleX, Clock, Download } from "lucide-react";
import type { ReactNode } from "react";
import { ErrorPanel } from "@/components/error-panel";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Skeleton } from "@/components/ui/skeleton";
import { countOf } from "@/lib/count";
import { type Check, headIn, toHex } from "@/lib/proof";
import { saveFile } from "@/lib/save-file";
import { exactTime } from "@/lib/time";
import { problemFromThrown } from "@/services/problem";
import { proofQuery } from "@/services/proofs";

/** Why a receipt stands in the ledger: its event, the head over it, and a file that proves both. */
export function ProofCard({ receipt }: { receipt: string }) {
  const query = useQuery(proofQuery(receipt));
  if (query.isError && !query.data) {
    const problem = problemFromThrown(query.error);
    if (problem.code === "head_not_yet") return <NotYet onRetry={() => void query.refetch()} />;
    return (
      <ErrorPanel
        what={
          problem.status === 404
            ? `There is no proof of ${receipt}.`
            : `The proof of ${receipt} could not be made.`
        }
        thrown={query.error}
        onRetry={() => void query.refetch()}
      />
    );
  }
  if (!query.data) return <ProofLoading />;
  const { bundle, proof, check } = query.data;
  const head = headIn(proof.head);
  const file = `receipt-${receipt}.proof.json`;
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-4 text-sm">
      <CheckBadge check={check} />
      <dl className="grid grid-cols-[minmax(0,1fr)] gap-x-5 gap-y-1.5 sm:grid-cols-[auto_minmax(0,1fr)]">
        <Fact name="Event">
          {proof.event.event_type} #{proof.event.position}
        </Fact>
        <Fact name="Recorded">
          {exactTime(new Date(Math.floor(proof.event.recorded_at_us / 1000)))}
        </Fact>
        <Fact name="Signed head">
          {head ? `over ${countOf(head.size, "event")}` : "cannot be read"}
        </Fact>
        {head && (
          <Fact name="Root">
            <code className="text-[0.8125rem]">{toHex(head.root)}</code>
          </Fact>
        )}
        <Fact name="Way to it">{countOf(proof.path.length, "hash", "hashes")}</Fact>
      </dl>
      <div className="print:hidden">
        <Button
          onClick={() =>
            saveFile(
              new Blob([JSON.stringify(bundle, null, 2)], { type: "application/json" }),
              file,
            )
          }
        >
          <Download aria-hidden />
          Save the proof
        </Button>
      </div>
      <p className="text-soft">
        The file needs no database and no connection. Whoever has the public key checks it with{" "}
        <code className="break-words text-ink">
          daftari check-proof {file} --key "$(cat daftari.vkey)"
        </code>
      </p>
    </div>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="sm:contents">
      <dt className="text-soft">{name}</dt>
      <dd className="figures break-all">{children}</dd>
    </div>
  );
}

/** What this browser found. It holds the file against itself; only a key kept elsewhere tells more. */
function CheckBadge({ check }: { check: Check | null }) {
  if (check === null || (check.isIncluded && check.isSigned === null)) {
    return (
      <p className="flex flex-wrap items-center gap-2">
        <Badge tone="neutral" icon={CircleHelp}>
          Not checked here
        </Badge>
        <span className="text-soft">
          {check === null
            ? "This browser checks nothing on a connection that is not secure."
            : "The event is under the head; this browser cannot check its signature."}
        </span>
      </p>
    );
  }
  if (check.isIncluded && check.isSigned) {
    return (
      <p className="flex flex-wrap items-center gap-2">
        <Badge tone="good" icon={CircleCheck}>
          Holds
        </Badge>
        <span className="text-soft">
          Checked in this browser: the event is under the head, and the key has signed it.
        </span>
      </p>
    );
  }
  return (
    <p role="alert" className="flex flex-wrap items-center gap-2">
      <Badge tone="bad" icon={CircleX}>
        Does not hold
      </Badge>
      <span>
        {check.isIncluded
          ? "The key has not signed this head."
          : "The event is not under this head: the event, its way or the head was altered."}{" "}
        Keep the file, and run <code>daftari verify</code>.
      </span>
    </p>
  );
}

function NotYet({ onRetry }: { onRetry: () => void }) {
  return (
    <div className="grid justify-items-start gap-3 text-sm">
      <p className="flex flex-wrap items-center gap-2">
        <Badge tone="info" icon={Clock}>
          Not yet
        </Badge>
        <span className="text-soft">
          It is recorded, and no signed head is over it yet. One is signed within a minute.
        </span>
      </p>
      <Button onClick={onRetry}>Look again</Button>
    </div>
  );
}

function ProofLoading() {
  return (
    <div role="status" className="grid gap-3">
      <span className="sr-only">Making the proof</span>
      <Skeleton className="h-5 w-24 rounded-full" />
      {["a", "b", "c", "d"].map((key) => (
        <Skeleton key={key} className="h-4 w-full max-w-md" />
      ))}
    </div>
  );
}

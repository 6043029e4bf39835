import { useQuery } from "@tanstack/react-query";
import { BackLink } from "@/components/back-link";
import { ErrorPanel } from "@/components/error-panel";
import { PageHeader } from "@/components/page-header";
import { Button } from "@/components/ui/button";
import { Skeleton } from "@/components/ui/skeleton";
import { Spinner } from "@/components/ui/spinner";
import { fullDayAndTime } from "@/lib/time";
import type { ComparedStatement, Statement } from "@/services/contract";
import { statementQuery, useApplyStatement } from "./api";
import { Breaks } from "./breaks";
import { Differences } from "./differences";
import { Report } from "./report";

type Props = {
  id: string;
  /** The page of its breaks. */
  cursor: string | undefined;
  onMove: (cursor: string | undefined) => void;
};

/** One statement beside the ledger: its sums, each difference, and what a person has to explain. */
export function StatementPage({ id, cursor, onMove }: Props) {
  const query = useQuery(statementQuery(id));
  const compared = query.data;
  return (
    <>
      <BackLink to="/admin/reconciliation">Reconciliation</BackLink>
      <PageHeader
        title={compared ? `Statement of ${compared.statement.short_code}` : "Statement"}
        lead={compared ? periodOf(compared.statement) : "It is being compared with the ledger."}
      >
        {compared && <TakeIn compared={compared} />}
      </PageHeader>
      {query.isError && !compared ? (
        <ErrorPanel
          what="The statement could not be compared."
          thrown={query.error}
          onRetry={() => void query.refetch()}
        />
      ) : compared ? (
        <>
          <Report report={compared.report} />
          <Differences statementId={id} report={compared.report} />
          <h2 className="mt-8 mb-3 font-semibold text-lg">Breaks of this statement</h2>
          <Breaks filters={{ statementId: id, cursor }} onMove={onMove} />
        </>
      ) : (
        <Skeleton className="h-96 w-full" />
      )}
    </>
  );
}

function periodOf({ from, to, account }: Statement): string {
  const period = `${fullDayAndTime(from)} to ${fullDayAndTime(to)} in Nairobi`;
  return account ? `${period}, ${account}` : period;
}

function TakeIn({ compared: { statement, report } }: { compared: ComparedStatement }) {
  const apply = useApplyStatement(statement.id);
  if (!report.breaks.some((line) => line.is_safe)) return null;
  return (
    <Button look="primary" disabled={apply.isPending} onClick={() => apply.mutate()}>
      {apply.isPending && <Spinner />}
      Take in what is safe
    </Button>
  );
}

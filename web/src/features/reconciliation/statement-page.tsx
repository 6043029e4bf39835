import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { ErrorPanel } from "@/components/error-panel";
import { PageHeader } from "@/components/page-header";
import { Button } from "@/components/ui/button";
import { Skeleton } from "@/components/ui/skeleton";
import { Spinner } from "@/components/ui/spinner";
import { dayAndTime } from "@/lib/time";
import { statementQuery, useApplyStatement } from "./api";
import { Breaks } from "./breaks";
import { Differences } from "./differences";
import { Report } from "./report";

export function StatementPage({ id }: { id: string }) {
  const query = useQuery(statementQuery(id));
  const apply = useApplyStatement(id);
  const [cursor, setCursor] = useState<string | undefined>(undefined);
  if (query.isError) {
    return (
      <ErrorPanel
        what="The statement could not be compared."
        thrown={query.error}
        onRetry={() => query.refetch()}
      />
    );
  }
  if (query.data === undefined) return <Skeleton className="h-64 w-full" />;
  const { statement, report } = query.data;
  const safe = report.breaks.filter((line) => line.is_safe).length;
  return (
    <>
      <PageHeader
        title={`Statement of ${statement.short_code}`}
        lead={`${dayAndTime(statement.from)} to ${dayAndTime(statement.to)}${statement.account ? `, ${statement.account}` : ""}`}
      >
        {safe > 0 && (
          <Button look="primary" disabled={apply.isPending} onClick={() => apply.mutate()}>
            {apply.isPending && <Spinner />}
            Take in what is safe
          </Button>
        )}
      </PageHeader>
      <Report report={report} />
      <Differences statementId={id} report={report} />
      <h2 className="mt-8 mb-3 font-semibold text-lg">Breaks of this statement</h2>
      <Breaks filters={{ statementId: id, cursor }} onMove={setCursor} />
    </>
  );
}

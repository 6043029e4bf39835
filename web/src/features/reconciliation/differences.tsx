import { Link } from "@tanstack/react-router";
import { Amount } from "@/components/amount";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { dayAndTime } from "@/lib/time";
import type { StatementReport } from "@/services/contract";
import { useAcceptSuggestion } from "./api";
import { Expected } from "./expected";

const SHOWN = 100;

type Line = StatementReport["breaks"][number];

/** Each difference, and what it may be where no receipt says it. */
export function Differences({
  statementId,
  report,
}: {
  statementId: string;
  report: StatementReport;
}) {
  if (report.breaks.length === 0) return null;
  const shown = report.breaks.slice(0, SHOWN);
  return (
    <section className="mt-6">
      <h2 className="mb-2 font-semibold text-lg">Line by line</h2>
      <Card className="overflow-x-auto">
        <table className="w-full text-sm">
          <caption className="sr-only">Each difference</caption>
          <tbody className="divide-y divide-line">
            {shown.map((line) => (
              <tr key={`${line.kind}-${line.receipt}-${line.row}-${line.moved_at}`}>
                <td className="px-4 py-2">
                  <span className="block font-medium">{line.words}</span>
                  <span className="text-soft">
                    {[line.receipt, line.row !== null && `row ${line.row}`]
                      .filter(Boolean)
                      .join(", ")}
                  </span>
                  <Expected cents={line.statement_cents} expected={line.expected_cents} />
                  <Suggestion statementId={statementId} line={line} />
                </td>
                <td className="px-4 py-2 text-soft max-sm:hidden">{dayAndTime(line.moved_at)}</td>
                <td className="px-4 py-2 text-right">
                  <Amount cents={line.statement_cents - line.ledger_cents} />
                </td>
                <td className="px-4 py-2 text-right text-soft max-sm:hidden">
                  {line.is_safe ? "safe to take in" : "needs a person"}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </Card>
      {report.breaks_total > shown.length && (
        <p className="mt-2 text-sm text-soft">
          {report.breaks_total - shown.length} more are not shown; <code>daftari reconcile</code>{" "}
          lists all.
        </p>
      )}
    </section>
  );
}

function Suggestion({ statementId, line }: { statementId: string; line: Line }) {
  const { suggestion, receipt } = line;
  const accept = useAcceptSuggestion(statementId);
  if (suggestion === null) return null;
  const paymentId = suggestion.payment_id;
  return (
    <span className="mt-1 flex flex-wrap items-center gap-2">
      <span>
        {paymentId === null ? (
          suggestion.words
        ) : (
          <Named words={suggestion.words} paymentId={paymentId} />
        )}
      </span>
      {paymentId !== null && receipt !== null && (
        <Button
          size="small"
          disabled={accept.isPending}
          onClick={() => accept.mutate({ receipt, paymentId })}
        >
          It is
        </Button>
      )}
    </span>
  );
}

/** The words, in which the payment's id leads to the payment. */
function Named({ words, paymentId }: { words: string; paymentId: string }) {
  const [before, after] = words.split(paymentId);
  return (
    <>
      {before}
      <Link to="/admin/payments/$paymentId" params={{ paymentId }} className="break-all underline">
        {paymentId}
      </Link>
      {after}
    </>
  );
}

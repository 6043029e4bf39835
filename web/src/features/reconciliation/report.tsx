import { CircleAlert, CircleCheck } from "lucide-react";
import type { ReactNode } from "react";
import { Amount } from "@/components/amount";
import { Badge } from "@/components/ui/badge";
import { Card } from "@/components/ui/card";
import { formatCount } from "@/lib/count";
import type { StatementReport } from "@/services/contract";

/** Opening + what matched + what differs = closing, on both sides. */
export function Report({ report }: { report: StatementReport }) {
  return (
    <>
      <p className="mb-3">
        {report.agrees ? (
          <Badge tone="good" icon={CircleCheck}>
            Agrees in every line
          </Badge>
        ) : (
          <Badge tone="warn" icon={CircleAlert}>
            Differs
          </Badge>
        )}
      </p>
      <Card className="overflow-x-auto">
        <table className="w-full text-sm">
          <caption className="sr-only">The statement beside the ledger</caption>
          <thead>
            <tr className="border-line border-b bg-sunken/60 text-soft">
              <th scope="col" className="px-4 py-2.5 text-left font-medium">
                What
              </th>
              <th scope="col" className="px-2 py-2.5 text-right font-medium max-sm:hidden sm:px-4">
                Lines
              </th>
              <Head>Statement</Head>
              <Head>Ledger</Head>
            </tr>
          </thead>
          <tbody className="divide-y divide-line">
            <Row name="Opening balance" both={report.opening} />
            {report.matched.map((sum) => (
              <Row
                key={sum.kind}
                name={`${sum.words}, matched`}
                lines={sum.count}
                both={{ statement_cents: sum.amount_cents, ledger_cents: sum.amount_cents }}
              />
            ))}
            {report.differs.map((sum) => (
              <Row
                key={sum.kind}
                name={sum.words}
                lines={sum.count}
                differs
                both={{ statement_cents: sum.amount_cents, ledger_cents: null }}
              />
            ))}
            {report.unexplained_cents !== 0 && (
              <Row
                name="Not explained by any line"
                differs
                both={{ statement_cents: report.unexplained_cents, ledger_cents: null }}
              />
            )}
            <Row name="Closing balance" both={report.closing} strong />
          </tbody>
        </table>
      </Card>
      <ul className="mt-3 grid gap-1 text-sm">
        <li>
          Of the payments, {formatCount(report.credited.count)} are in customers' wallets (
          <Amount cents={report.credited.amount_cents} />) and{" "}
          {formatCount(report.in_suspense.count)} {report.in_suspense.count === 1 ? "is" : "are"}{" "}
          nobody's yet (<Amount cents={report.in_suspense.amount_cents} />
          ).
        </li>
        {report.breaks.some((line) => line.kind === "OPENING" && !line.is_safe) && (
          <li className="text-bad">
            The account held something else before the first row: take in the statements before this
            one first.
          </li>
        )}
        {report.first_misstep && (
          <li className="text-bad">
            Row {report.first_misstep.row}: the statement's own balance says{" "}
            <Amount cents={report.first_misstep.stated_cents} />, and{" "}
            <Amount cents={report.first_misstep.expected_cents} /> follows from the row before. A
            row is missing or was changed.
          </li>
        )}
        {report.first_divergence && (
          <li>
            They part at row {report.first_divergence.row}, {report.first_divergence.receipt}: the
            statement holds <Amount cents={report.first_divergence.balance.statement_cents} />, the
            ledger <Amount cents={report.first_divergence.balance.ledger_cents} />.
          </li>
        )}
        {report.unreadable.map((row) => (
          <li key={row.row} className="text-bad">
            Row {row.row} cannot be read: {row.why}
          </li>
        ))}
      </ul>
      <p className="mt-3 break-all text-soft text-xs">
        File {report.file_sha256}, ledger at event {formatCount(report.position)}, chain{" "}
        {report.chain_hash}
      </p>
    </>
  );
}

function Head({ children }: { children: ReactNode }) {
  return (
    <th scope="col" className="px-2 py-2.5 text-right font-medium last:pr-4 sm:px-4">
      {children}
    </th>
  );
}

type RowProps = {
  name: string;
  lines?: number;
  both: { statement_cents: number; ledger_cents: number | null };
  differs?: boolean;
  strong?: boolean;
};

function Row({ name, lines, both, differs = false, strong = false }: RowProps) {
  return (
    <tr className={strong ? "font-semibold" : ""}>
      <th
        scope="row"
        className={`py-2.5 pr-2 pl-4 text-left ${differs ? "text-warn" : ""} font-normal`}
      >
        {strong ? <strong>{name}</strong> : name}
      </th>
      <td className="figures px-2 py-2.5 text-right max-sm:hidden sm:px-4">
        {lines !== undefined && formatCount(lines)}
      </td>
      <td className="px-2 py-2.5 text-right last:pr-4 sm:px-4">
        <Amount cents={both.statement_cents} />
      </td>
      <td className="px-2 py-2.5 text-right last:pr-4 sm:px-4">
        {both.ledger_cents !== null && <Amount cents={both.ledger_cents} />}
      </td>
    </tr>
  );
}

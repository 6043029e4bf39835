import { CircleAlert, CircleCheck } from "lucide-react";
import { Amount } from "@/components/amount";
import { RelativeTime } from "@/components/relative-time";
import { Badge } from "@/components/ui/badge";
import { Card } from "@/components/ui/card";
import { formatMoney } from "@/lib/money";
import { sentenceCase } from "@/lib/sentence-case";
import type { JournalEntry } from "@/services/contract";

/** The entries of the journal, each with its lines and their sum, which is nothing. */
export function Postings({ entries }: { entries: JournalEntry[] }) {
  return (
    <Card className="overflow-x-auto">
      <table className="w-full text-sm">
        <caption className="sr-only">Postings</caption>
        <thead>
          <tr className="border-line border-b bg-sunken/60 text-soft">
            <th scope="col" className="px-4 py-2.5 text-left font-medium">
              Account
            </th>
            <th scope="col" className="px-2 py-2.5 text-right font-medium sm:px-4">
              Debit
            </th>
            <th scope="col" className="px-2 py-2.5 pr-4 text-right font-medium sm:px-4">
              Credit
            </th>
          </tr>
        </thead>
        {entries.map((entry) => (
          <Entry key={`${entry.position}.${entry.number}`} entry={entry} />
        ))}
      </table>
    </Card>
  );
}

function Entry({ entry }: { entry: JournalEntry }) {
  const sumCents = entry.lines.reduce((sum, line) => sum + line.amount_cents, 0);
  return (
    <tbody className="border-line border-b last:border-0">
      <tr>
        <th scope="rowgroup" colSpan={3} className="px-4 pt-3 pb-1 text-left font-semibold">
          <span className="flex flex-wrap items-baseline justify-between gap-x-4">
            <span>
              {sentenceCase(entry.kind)}{" "}
              <span className="figures font-normal text-soft">
                #{entry.position}
                {entry.receipt && <code className="ml-2 text-[0.8125rem]">{entry.receipt}</code>}
              </span>
            </span>
            <span className="font-normal text-soft">
              <RelativeTime at={entry.booked_at} />
            </span>
          </span>
        </th>
      </tr>
      {entry.lines.map((line) => (
        <tr key={`${line.code} ${line.part} ${line.amount_cents}`}>
          <th scope="row" className="py-1 pr-2 pl-4 text-left font-normal">
            <span className="figures mr-2 text-soft">{line.code}</span>
            {line.name}
          </th>
          <Side cents={line.amount_cents} />
          <Side cents={-line.amount_cents} />
        </tr>
      ))}
      <tr>
        <td colSpan={3} className="px-4 pt-1 pb-3 text-right">
          {sumCents === 0 ? (
            <Badge tone="good" icon={CircleCheck}>
              Sums to zero
            </Badge>
          ) : (
            <Badge tone="bad" icon={CircleAlert}>
              {`Off by ${formatMoney(sumCents)}`}
            </Badge>
          )}
        </td>
      </tr>
    </tbody>
  );
}

function Side({ cents }: { cents: number }) {
  return (
    <td className="px-2 py-1 text-right last:pr-4 sm:px-4">
      {cents > 0 && <Amount cents={cents} />}
    </td>
  );
}

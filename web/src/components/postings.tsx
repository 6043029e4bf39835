import { CircleAlert, CircleCheck } from "lucide-react";
import { LedgerTable, Side } from "@/components/ledger-table";
import { RelativeTime } from "@/components/relative-time";
import { Badge } from "@/components/ui/badge";
import { formatMoney } from "@/lib/money";
import { sentenceCase } from "@/lib/sentence-case";
import type { JournalEntry } from "@/services/contract";

/** The entries of the journal, each with its lines and their sum, which is nothing. */
export function Postings({ entries }: { entries: JournalEntry[] }) {
  return (
    <LedgerTable caption="Postings">
      {entries.map((entry) => (
        <Entry key={`${entry.position}.${entry.number}`} entry={entry} />
      ))}
    </LedgerTable>
  );
}

function Entry({ entry }: { entry: JournalEntry }) {
  const sumCents = entry.lines.reduce((sum, line) => sum + line.amount_cents, 0);
  return (
    <tbody className="border-line border-b last:border-0">
      <tr>
        <th scope="rowgroup" colSpan={3} className="px-3 pt-3 pb-1 text-left font-semibold sm:px-5">
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
          <th scope="row" className="py-1 pr-1.5 pl-3 text-left font-normal sm:pl-5">
            <span className="figures mr-2 text-soft">{line.code}</span>
            {line.name}
          </th>
          <Side cents={line.amount_cents} className="py-1" />
          <Side cents={-line.amount_cents} className="py-1" />
        </tr>
      ))}
      <tr>
        <td colSpan={3} className="px-3 pt-1 pb-3 text-right sm:px-5">
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

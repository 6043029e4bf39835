import { Amount } from "@/components/amount";
import { Card } from "@/components/ui/card";
import type { RollForward as Rolled } from "@/services/contract";

const COLUMNS = ["Opening", "Billed", "Recognised", "Returned", "Closing"];

/** What was paid for and not yet delivered: opening + billed − recognised − returned = closing. */
export function RollForward({ rolled }: { rolled: Rolled }) {
  return (
    <Card className="overflow-x-auto">
      <table className="w-full text-sm">
        <caption className="sr-only">Deferred revenue, month by month</caption>
        <thead>
          <tr className="border-line border-b bg-sunken/60 text-soft">
            <th scope="col" className="px-4 py-2.5 text-left font-medium">
              Month
            </th>
            {COLUMNS.map((name) => (
              <th key={name} scope="col" className="px-4 py-2.5 text-right font-medium">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody className="divide-y divide-line">
          {rolled.months.map((month) => (
            <tr key={month.month}>
              <th
                scope="row"
                className="figures whitespace-nowrap px-4 py-2.5 text-left font-normal"
              >
                {month.month}
              </th>
              {[
                month.opening_cents,
                month.billed_cents,
                -month.recognised_cents,
                -month.returned_cents,
                month.closing_cents,
              ].map((cents, index) => (
                <td key={COLUMNS[index]} className="px-4 py-2.5 text-right">
                  <Amount cents={cents} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </Card>
  );
}

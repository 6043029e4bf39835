import { Landmark } from "lucide-react";
import { useState } from "react";
import { Amount } from "@/components/amount";
import { RelativeTime } from "@/components/relative-time";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { calendarDay } from "@/lib/time";
import type { BankTransit, TransitItem } from "@/services/contract";
import { ArriveDialog } from "./arrive-dialog";

/** What left M-Pesa for the bank and has not been seen there, and what has. */
export function InTransit({ transit }: { transit: BankTransit }) {
  const [arriving, setArriving] = useState<TransitItem | null>(null);
  return (
    <>
      <Card className="overflow-x-auto">
        {transit.items.length === 0 ? (
          <p className="flex items-center gap-2 px-4 py-3 text-sm text-soft sm:px-5">
            <Landmark aria-hidden className="size-4" />
            Nothing is on its way to the bank.
          </p>
        ) : (
          <table className="w-full text-sm">
            <caption className="sr-only">In transit to the bank</caption>
            <tbody className="divide-y divide-line">
              {transit.items.map((item) => (
                <tr key={item.receipt}>
                  <th scope="row" className="px-4 py-2.5 text-left font-normal">
                    <span className="block font-medium">{item.receipt}</span>
                    <span className="text-soft">
                      {item.amount_cents < 0 ? "from the bank, " : ""}
                      <RelativeTime at={item.since} />
                    </span>
                  </th>
                  <td className="px-4 py-2.5 text-right">
                    <Amount cents={item.amount_cents} />
                  </td>
                  <td className="px-4 py-2.5 text-right">
                    <Button size="small" onClick={() => setArriving(item)}>
                      Arrived
                    </Button>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
      </Card>
      {transit.arrived.length > 0 && <Arrived transit={transit} />}
      {arriving && <ArriveDialog item={arriving} onClose={() => setArriving(null)} />}
    </>
  );
}

function Arrived({ transit }: { transit: BankTransit }) {
  return (
    <details className="mt-3 text-sm">
      <summary className="cursor-pointer text-soft">What arrived last</summary>
      <Card className="mt-2 overflow-x-auto">
        <table className="w-full">
          <caption className="sr-only">Seen at the bank</caption>
          <tbody className="divide-y divide-line">
            {transit.arrived.map((item) => (
              <tr key={item.receipt}>
                <th scope="row" className="px-4 py-2 text-left font-normal">
                  <span className="block font-medium">{item.receipt}</span>
                  <span className="text-soft">{item.bank_reference}</span>
                </th>
                <td className="px-4 py-2 text-soft">{calendarDay(item.value_date)}</td>
                <td className="px-4 py-2 text-right">
                  <Amount cents={item.amount_cents} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </Card>
    </details>
  );
}

import { Amount } from "@/components/amount";
import { Card } from "@/components/ui/card";
import { cx } from "@/lib/cx";
import type { TrialBalance as Balance } from "@/services/contract";

export function TrialBalance({ balance, stale }: { balance: Balance; stale: boolean }) {
  return (
    <Card className={cx("overflow-x-auto", stale && "opacity-60")}>
      <table className="w-full text-sm">
        <caption className="sr-only">Trial balance</caption>
        <thead>
          <tr className="border-line border-b bg-sunken/60 text-soft">
            <th scope="col" className="px-4 py-2.5 text-left font-medium">
              Account
            </th>
            <th scope="col" className="px-2 py-2.5 text-right font-medium last:pr-4 sm:px-4">
              Debit
            </th>
            <th scope="col" className="px-2 py-2.5 text-right font-medium last:pr-4 sm:px-4">
              Credit
            </th>
          </tr>
        </thead>
        <tbody className="divide-y divide-line">
          {balance.accounts.map((account) => (
            <tr key={account.code}>
              <th scope="row" className="py-2.5 pr-2 pl-4 text-left font-normal">
                <span className="figures mr-2 text-soft max-sm:block">{account.code}</span>
                {account.name}
              </th>
              <Side cents={account.balance_cents} />
              <Side cents={-account.balance_cents} />
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr className="border-line border-t font-semibold">
            <th scope="row" className="px-4 py-2.5 text-left">
              In all
            </th>
            <Side cents={balance.debits_cents} />
            <Side cents={balance.credits_cents} />
          </tr>
        </tfoot>
      </table>
    </Card>
  );
}

function Side({ cents }: { cents: number }) {
  return (
    <td className="px-2 py-2.5 text-right last:pr-4 sm:px-4">
      {cents > 0 && <Amount cents={cents} />}
    </td>
  );
}

import { LedgerTable, Side } from "@/components/ledger-table";
import type { TrialBalance as Balance } from "@/services/contract";

export function TrialBalance({ balance, stale }: { balance: Balance; stale: boolean }) {
  return (
    <LedgerTable caption="Trial balance" stale={stale}>
      <tbody className="divide-y divide-line">
        {balance.accounts.map((account) => (
          <tr key={account.code}>
            <th scope="row" className="py-2.5 pr-1.5 pl-3 text-left sm:pl-5 font-normal">
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
          <th scope="row" className="px-3 py-2.5 text-left sm:px-5">
            In all
          </th>
          <Side cents={balance.debits_cents} />
          <Side cents={balance.credits_cents} />
        </tr>
      </tfoot>
    </LedgerTable>
  );
}

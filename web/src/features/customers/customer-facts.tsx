import { useState } from "react";
import { Amount } from "@/components/amount";
import { Fact } from "@/components/fact";
import { Msisdn } from "@/components/msisdn";
import { ExactTime } from "@/components/relative-time";
import { ActiveBadge } from "@/components/status-badge";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import type { CustomerInFull } from "@/services/contract";
import { KraPinDialog } from "./kra-pin-dialog";

/** Who they are, and what their wallet holds. */
export function CustomerFacts({ customer }: { customer: CustomerInFull }) {
  const [noting, setNoting] = useState(false);
  return (
    <Card className="ledger-margin py-2 pr-5 pl-8">
      <dl className="divide-y divide-line text-sm">
        <Fact label="Wallet">
          <Amount cents={customer.wallet_balance_cents} className="font-semibold" />
        </Fact>
        <Fact label="Name">{customer.name ?? <None />}</Fact>
        <Fact label="Phone">
          {customer.phone_number ? <Msisdn number={customer.phone_number} /> : <None />}
        </Fact>
        {customer.is_guest ? (
          <Fact label="Login">Guest, without a login</Fact>
        ) : (
          <Fact label="User name">{customer.username ?? <None />}</Fact>
        )}
        <Fact label="Status">
          <ActiveBadge active={customer.is_active} off="Disabled" />
        </Fact>
        <Fact label="KRA PIN">
          <span className="flex items-center justify-end gap-1">
            {customer.kra_pin ? <code className="select-all">{customer.kra_pin}</code> : <None />}
            <Button
              size="small"
              look="quiet"
              className="-my-1.5 -mr-2.5"
              aria-label="Change the KRA PIN"
              onClick={() => setNoting(true)}
            >
              Change
            </Button>
          </span>
        </Fact>
        <Fact label="Since">
          <ExactTime at={customer.created_at} />
        </Fact>
      </dl>
      {noting && <KraPinDialog customer={customer} onClose={() => setNoting(false)} />}
    </Card>
  );
}

function None() {
  return <span className="text-soft">none</span>;
}

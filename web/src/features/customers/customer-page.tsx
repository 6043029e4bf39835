import { useQuery } from "@tanstack/react-query";
import { FileDown } from "lucide-react";
import { useState } from "react";
import { BackLink } from "@/components/back-link";
import { ErrorPanel } from "@/components/error-panel";
import { PageHeader } from "@/components/page-header";
import { PayOutDialog } from "@/components/pay-out-dialog";
import { StatementDialog } from "@/components/statement-dialog";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import type { CustomerInFull } from "@/services/contract";
import { PAY_OUT_CENTS_MIN } from "@/services/wallets";
import { customerQuery } from "./api";
import { CustomerFacts } from "./customer-facts";
import { PaymentsOf, RefundsOf, TaxDocumentsOf } from "./histories";
import { Lines } from "./lines";
import { nameOf } from "./words";

type Props = {
  customerId: string;
  /** Whether whoever looks decides about money. */
  decides: boolean;
};

/** One customer: who they are, what serves them, and what they have paid. */
export function CustomerPage({ customerId, decides }: Props) {
  const query = useQuery(customerQuery(customerId));
  const customer = query.data;
  return (
    <>
      <BackLink to="/admin/customers">Customers</BackLink>
      <PageHeader
        title={customer ? nameOf(customer) : "Customer"}
        {...(customer && { lead: customer.is_guest ? "Guest" : "Customer with a login" })}
      >
        {customer && <Actions customer={customer} decides={decides} />}
      </PageHeader>
      {query.isError && !customer ? (
        <ErrorPanel
          what="This customer could not be loaded."
          thrown={query.error}
          onRetry={() => void query.refetch()}
        />
      ) : (
        <div className="grid grid-cols-[minmax(0,1fr)] gap-6 xl:grid-cols-[24rem_minmax(0,1fr)]">
          <div className="grid content-start gap-6">
            {customer ? (
              <CustomerFacts customer={customer} />
            ) : (
              <Card className="h-80 animate-wait" />
            )}
          </div>
          <div className="grid grid-cols-[minmax(0,1fr)] content-start gap-6">
            {customer ? (
              <>
                <Lines lines={customer.lines} />
                <PaymentsOf customerId={customer.id} phone={customer.phone_number} />
              </>
            ) : (
              <Card className="h-40 animate-wait" />
            )}
            {decides && <RefundsOf customerId={customerId} />}
            {decides && <TaxDocumentsOf customerId={customerId} />}
          </div>
        </div>
      )}
    </>
  );
}

function Actions({ customer, decides }: { customer: CustomerInFull; decides: boolean }) {
  const [doing, setDoing] = useState<"statement" | "payout" | null>(null);
  const close = () => setDoing(null);
  const wallet = {
    customer_id: customer.id,
    customer_name: customer.name,
    balance_cents: customer.wallet_balance_cents,
    currency: customer.currency,
  };
  return (
    <div className="flex flex-wrap items-center gap-2">
      <Button onClick={() => setDoing("statement")}>
        <FileDown aria-hidden />
        Statement
      </Button>
      {decides && customer.wallet_balance_cents >= PAY_OUT_CENTS_MIN && (
        <Button onClick={() => setDoing("payout")}>Pay out</Button>
      )}
      {doing === "payout" && <PayOutDialog wallet={wallet} onClose={close} />}
      {doing === "statement" && <StatementDialog wallet={wallet} onClose={close} />}
    </div>
  );
}

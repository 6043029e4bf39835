import { FileCheck } from "lucide-react";
import { useState } from "react";
import { EmptyState } from "@/components/empty-state";
import { PageHeader } from "@/components/page-header";
import { ProofCard } from "@/components/proof-card";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { Field, inputStyle } from "@/components/ui/field";
import { isReceipt } from "@/lib/receipt";
import { AuditTabs } from "./audit-tabs";

type Props = { receipt: string | undefined; onReceipt: (receipt: string) => void };

export function ProofsPage({ receipt, onReceipt }: Props) {
  const [typed, setTyped] = useState(receipt ?? "");
  const [refused, setRefused] = useState(false);
  const asked = receipt?.toUpperCase();
  return (
    <>
      <PageHeader
        title="Proof of a receipt"
        lead="Shows that a receipt was recorded, and gives a file that shows it anywhere."
      />
      <AuditTabs />
      <form
        className="mb-5 flex max-w-md flex-wrap items-start gap-2"
        onSubmit={(event) => {
          event.preventDefault();
          const whole = typed.trim().toUpperCase();
          setRefused(!isReceipt(whole));
          if (isReceipt(whole)) onReceipt(whole);
        }}
      >
        <div className="min-w-56 flex-1">
          <Field
            label="M-Pesa receipt"
            error={
              refused ? "A receipt has 6 to 20 letters and digits, such as UKN5AAAAA1." : undefined
            }
          >
            {(wiring) => (
              <input
                {...wiring}
                className={`${inputStyle} uppercase`}
                autoComplete="off"
                spellCheck={false}
                value={typed}
                onChange={(event) => setTyped(event.target.value)}
              />
            )}
          </Field>
        </div>
        <Button type="submit" look="primary" className="mt-6.5">
          Prove it
        </Button>
      </form>
      <Card className="p-5 sm:p-6">
        {asked ? (
          <>
            <h2 className="mb-4 font-semibold text-lg">
              Receipt <code>{asked}</code>
            </h2>
            <ProofCard key={asked} receipt={asked} />
          </>
        ) : (
          <EmptyState
            icon={FileCheck}
            title="No receipt yet"
            text="Type the receipt from an M-Pesa message, a statement or a payment's page."
          />
        )}
      </Card>
    </>
  );
}

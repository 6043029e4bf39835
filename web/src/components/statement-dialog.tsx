import { useState } from "react";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Field, inputStyle } from "@/components/ui/field";
import { Spinner } from "@/components/ui/spinner";
import { nairobiDay } from "@/lib/time";
import type { Wallet } from "@/services/contract";
import { problemFromThrown } from "@/services/problem";
import { useStatement } from "@/services/wallets";

const DAYS = 30;
const DAY_MS = 86_400_000;

/** Which days the statement covers; both ends belong to it. */
export function StatementDialog({ wallet, onClose }: { wallet: Wallet; onClose: () => void }) {
  const statement = useStatement(wallet, onClose);
  const [from, setFrom] = useState(() => nairobiDay(new Date(Date.now() - DAYS * DAY_MS)));
  const [to, setTo] = useState(() => nairobiDay(new Date()));
  const isBackwards = from > to;
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={`Statement of ${wallet.customer_name ?? "this customer"}`}
      description="Every movement of the wallet, as PDF. It is not a tax invoice."
    >
      <form
        className="grid gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          statement.mutate({ from, to });
        }}
      >
        <div className="grid gap-4 sm:grid-cols-2">
          <Field label="From">
            {(wiring) => (
              <input
                {...wiring}
                type="date"
                className={inputStyle}
                value={from}
                onChange={(event) => setFrom(event.target.value)}
              />
            )}
          </Field>
          <Field label="To" error={isBackwards ? "It ends before it begins." : undefined}>
            {(wiring) => (
              <input
                {...wiring}
                type="date"
                className={inputStyle}
                value={to}
                onChange={(event) => setTo(event.target.value)}
              />
            )}
          </Field>
        </div>
        {statement.error !== null && (
          <p role="alert" className="text-bad text-sm">
            {problemFromThrown(statement.error).message}
          </p>
        )}
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>Cancel</Button>
          <Button
            type="submit"
            look="primary"
            disabled={from === "" || to === "" || isBackwards || statement.isPending}
          >
            {statement.isPending && <Spinner />}
            Save
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

import { useState } from "react";
import { Amount } from "@/components/amount";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Field, inputStyle } from "@/components/ui/field";
import { Spinner } from "@/components/ui/spinner";
import { parseShillings } from "@/lib/money";
import { nairobiDay } from "@/lib/time";
import type { TransitItem } from "@/services/contract";
import { problemFromThrown } from "@/services/problem";
import { useArrive } from "./api";

/** The bank has it: the amount is typed from the bank's statement, so that another one is noticed. */
export function ArriveDialog({ item, onClose }: { item: TransitItem; onClose: () => void }) {
  const today = nairobiDay(new Date());
  const [shillings, setShillings] = useState("");
  const [reference, setReference] = useState("");
  const [valueDate, setValueDate] = useState(today);
  const arrive = useArrive(item.receipt, onClose);
  const cents = parseShillings(shillings);
  const ready = cents !== null && reference.trim() !== "" && valueDate !== "";
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={`${item.receipt} arrived at the bank`}
      description="Type what the bank's statement says. It moves from account 1190 to the bank, 1120."
    >
      <form
        className="grid gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          if (cents !== null) arrive.mutate({ cents, reference: reference.trim(), valueDate });
        }}
      >
        <p className="text-sm">
          <Amount cents={Math.abs(item.amount_cents)} /> is on its way.
        </p>
        <Field label="Amount on the bank's statement, KSh">
          {(wiring) => (
            <input
              {...wiring}
              inputMode="decimal"
              className={inputStyle}
              value={shillings}
              onChange={(event) => setShillings(event.target.value)}
            />
          )}
        </Field>
        <Field label="The bank's reference">
          {(wiring) => (
            <input
              {...wiring}
              className={inputStyle}
              maxLength={50}
              value={reference}
              onChange={(event) => setReference(event.target.value)}
            />
          )}
        </Field>
        <Field label="Value date">
          {(wiring) => (
            <input
              {...wiring}
              type="date"
              {...(item.amount_cents > 0 && { min: nairobiDay(new Date(item.since)) })}
              max={today}
              className={inputStyle}
              value={valueDate}
              onChange={(event) => setValueDate(event.target.value)}
            />
          )}
        </Field>
        {arrive.isError && (
          <p role="alert" className="text-bad text-sm">
            {problemFromThrown(arrive.error).message}
          </p>
        )}
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" look="primary" disabled={!ready || arrive.isPending}>
            {arrive.isPending && <Spinner />}
            It arrived
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

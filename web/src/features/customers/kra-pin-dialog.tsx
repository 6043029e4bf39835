import { useState } from "react";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Field, inputStyle } from "@/components/ui/field";
import { Spinner } from "@/components/ui/spinner";
import type { CustomerInFull } from "@/services/contract";
import { problemFromThrown } from "@/services/problem";
import { useNoteKraPin } from "./api";
import { nameOf } from "./words";

type Props = { customer: CustomerInFull; onClose: () => void };

export function KraPinDialog({ customer, onClose }: Props) {
  const note = useNoteKraPin(customer.id, onClose);
  const noted = customer.kra_pin ?? "";
  const [text, setText] = useState(noted);
  const pin = text.trim().toUpperCase();
  const refusal = note.error === null ? null : problemFromThrown(note.error);
  const fault = refusal?.fields.kra_pin?.[0];
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={`KRA PIN of ${nameOf(customer)}`}
      description="It is printed on the tax invoices of what they buy from now on."
    >
      <form
        className="grid gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          note.mutate(pin);
        }}
      >
        <Field
          label="KRA PIN"
          hint="Such as A012345678Z. Leave it empty to take it away."
          error={fault}
        >
          {(wiring) => (
            <input
              {...wiring}
              className={inputStyle}
              autoCapitalize="characters"
              autoComplete="off"
              maxLength={11}
              value={text}
              onChange={(event) => {
                // What was wrong with the last one says nothing about this one.
                note.reset();
                setText(event.target.value);
              }}
            />
          )}
        </Field>
        {refusal !== null && fault === undefined && (
          <p role="alert" className="text-bad text-sm">
            {refusal.message}
          </p>
        )}
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" look="primary" disabled={pin === noted || note.isPending}>
            {note.isPending && <Spinner />}
            Save
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

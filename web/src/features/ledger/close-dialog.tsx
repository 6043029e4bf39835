import { useState } from "react";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Field, inputStyle } from "@/components/ui/field";
import { Spinner } from "@/components/ui/spinner";
import type { OpenMonth } from "@/services/contract";
import { problemFromThrown } from "@/services/problem";
import { useCloseMonth } from "./api";

export function CloseDialog({ month, onClose }: { month: OpenMonth; onClose: () => void }) {
  const [explanation, setExplanation] = useState("");
  const close = useCloseMonth(month.month, onClose);
  const lacksReason = month.needs_explanation && explanation.trim() === "";
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={`Close ${month.month}?`}
      description="It is never opened again. What is learnt of it later is booked in the open month, with its own date."
    >
      <form
        className="grid gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          close.mutate(explanation.trim());
        }}
      >
        {month.needs_explanation && (
          <Field
            label="Why it is closed with something open"
            hint="It is kept for ever. Name nobody."
          >
            {(wiring) => (
              <input
                {...wiring}
                className={inputStyle}
                maxLength={500}
                value={explanation}
                onChange={(event) => setExplanation(event.target.value)}
              />
            )}
          </Field>
        )}
        {close.isError && (
          <p role="alert" className="text-bad text-sm">
            {problemFromThrown(close.error).message}
          </p>
        )}
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>Keep it open</Button>
          <Button type="submit" look="primary" disabled={lacksReason || close.isPending}>
            {close.isPending && <Spinner />}
            Close the month
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

import { useState } from "react";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Field, inputStyle } from "@/components/ui/field";
import { Spinner } from "@/components/ui/spinner";
import type { Break } from "@/services/contract";
import { useResolveBreak } from "./api";

export function ResolveDialog({ item, onClose }: { item: Break; onClose: () => void }) {
  const [reason, setReason] = useState("");
  const resolve = useResolveBreak(item.id, onClose);
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title="Explain this break"
      description={`${item.words}${item.receipt ? `, ${item.receipt}` : ""}. Nothing moves in the ledger by it.`}
    >
      <form
        className="grid gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          resolve.mutate(reason);
        }}
      >
        <Field label="Why it is none" hint="It is kept for ever. Name nobody.">
          {(wiring) => (
            <input
              {...wiring}
              className={inputStyle}
              maxLength={500}
              value={reason}
              onChange={(event) => setReason(event.target.value)}
            />
          )}
        </Field>
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" look="primary" disabled={reason.trim() === "" || resolve.isPending}>
            {resolve.isPending && <Spinner />}
            Explain
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

import { useState } from "react";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Field, inputStyle } from "@/components/ui/field";
import { Spinner } from "@/components/ui/spinner";
import { problemFromThrown } from "@/services/problem";
import { useOpenRegister } from "./api";

/** Opening cannot be taken back, so it is said what follows. */
export function OpenDialog({ onClose }: { onClose: () => void }) {
  const open = useOpenRegister(onClose);
  const [pin, setPin] = useState("");
  const [branch, setBranch] = useState("00");
  const [last, setLast] = useState("0");
  return (
    <Dialog
      open
      onOpenChange={(isOpen) => !isOpen && onClose()}
      title="Open the register of tax invoices"
      description="Everything that is sold from now on is invoiced. This is not taken back."
    >
      <form
        className="grid gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          open.mutate({ pin: pin.trim(), branch: branch.trim(), lastNumber: Number(last) });
        }}
      >
        <Field label="Your KRA PIN" hint="Such as P051234567Q">
          {(wiring) => (
            <input
              {...wiring}
              className={inputStyle}
              autoCapitalize="characters"
              maxLength={11}
              value={pin}
              onChange={(event) => setPin(event.target.value)}
            />
          )}
        </Field>
        <div className="grid grid-cols-2 gap-4">
          <Field label="Branch" hint="00 is the head office">
            {(wiring) => (
              <input
                {...wiring}
                className={inputStyle}
                maxLength={2}
                value={branch}
                onChange={(event) => setBranch(event.target.value)}
              />
            )}
          </Field>
          <Field label="Last number used" hint="By another program">
            {(wiring) => (
              <input
                {...wiring}
                type="number"
                min={0}
                step={1}
                className={inputStyle}
                value={last}
                onChange={(event) => setLast(event.target.value)}
              />
            )}
          </Field>
        </div>
        {open.isError && (
          <p role="alert" className="text-bad text-sm">
            {problemFromThrown(open.error).message}
          </p>
        )}
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" look="primary" disabled={pin.trim() === "" || open.isPending}>
            {open.isPending && <Spinner />}
            Open
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

import { type ReactNode, useState } from "react";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Field, inputStyle } from "@/components/ui/field";
import { Spinner } from "@/components/ui/spinner";
import { problemFromThrown } from "@/services/problem";

type Props = {
  title: string;
  description: string;
  /** What is asked: `Why it goes back`. */
  label: string;
  /** What the button says that does it. */
  action: string;
  danger?: boolean;
  /** Whether what else is asked for is there. */
  ready?: boolean;
  pending: boolean;
  /** Why it was refused, if it was. */
  refusal: unknown;
  onDo: (reason: string) => void;
  onClose: () => void;
  /** What else is asked for. */
  children?: ReactNode;
};

/** Something that is done once a person has said why. */
export function ReasonDialog({
  title,
  description,
  label,
  action,
  danger = false,
  ready = true,
  pending,
  refusal,
  onDo,
  onClose,
  children,
}: Props) {
  const [reason, setReason] = useState("");
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={title}
      description={description}
    >
      <form
        className="grid gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          onDo(reason.trim());
        }}
      >
        {children}
        <Field label={label} hint="It is kept for ever. Name nobody.">
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
        {refusal !== null && (
          <p role="alert" className="text-bad text-sm">
            {problemFromThrown(refusal).message}
          </p>
        )}
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>Cancel</Button>
          <Button
            type="submit"
            look={danger ? "danger" : "primary"}
            disabled={reason.trim() === "" || !ready || pending}
          >
            {pending && <Spinner />}
            {action}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

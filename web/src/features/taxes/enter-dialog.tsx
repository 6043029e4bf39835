import { useState } from "react";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Field, inputStyle } from "@/components/ui/field";
import { Spinner } from "@/components/ui/spinner";
import type { TaxDocument } from "@/services/contract";
import { problemFromThrown } from "@/services/problem";
import { useEnterSignature } from "./api";

const FIELDS = [
  { name: "unit_id", label: "Control unit", hint: "Such as KRACU0100000001", type: "text" },
  { name: "receipt_number", label: "The unit's number", hint: "Of this document", type: "number" },
  { name: "signature", label: "Signature", hint: "Sixteen letters and digits", type: "text" },
  { name: "signed_at", label: "Signed", hint: "By your clock", type: "datetime-local" },
  { name: "qr_url", label: "Address in the code", hint: "Begins with https://", type: "url" },
] as const;

type Name = (typeof FIELDS)[number]["name"];

/** What the authority's portal shows of a document whose signature was lost. */
export function EnterDialog({ document, onClose }: { document: TaxDocument; onClose: () => void }) {
  const enter = useEnterSignature(document.number, onClose);
  const [values, setValues] = useState<Partial<Record<Name, string>>>({});
  const text = (name: Name) => (values[name] ?? "").trim();
  const whole = FIELDS.every(({ name }) => text(name) !== "");
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={`Enter the signature of ${document.number}`}
      description="As the tax authority's portal shows it. Enter it only if the authority has this document."
    >
      <form
        className="grid gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          enter.mutate({
            unit_id: text("unit_id"),
            receipt_number: Number(text("receipt_number")),
            signature: text("signature"),
            signed_at: new Date(text("signed_at")).toISOString(),
            qr_url: text("qr_url"),
          });
        }}
      >
        {FIELDS.map(({ name, label, hint, type }) => (
          <Field key={name} label={label} hint={hint}>
            {(wiring) => (
              <input
                {...wiring}
                type={type}
                className={inputStyle}
                value={values[name] ?? ""}
                onChange={({ target: { value } }) => setValues({ ...values, [name]: value })}
              />
            )}
          </Field>
        ))}
        {enter.isError && (
          <p role="alert" className="text-bad text-sm">
            {problemFromThrown(enter.error).message}
          </p>
        )}
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" look="primary" disabled={!whole || enter.isPending}>
            {enter.isPending && <Spinner />}
            Enter
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

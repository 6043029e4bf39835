import { zodResolver } from "@hookform/resolvers/zod";
import { useState } from "react";
import { type Path, useForm } from "react-hook-form";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Field, inputStyle } from "@/components/ui/field";
import { NativeSelect } from "@/components/ui/native-select";
import { Spinner } from "@/components/ui/spinner";
import { randomId } from "@/lib/random-id";
import { problemFromThrown } from "@/services/problem";
import { useCreatePackage } from "./api";
import {
  BLANK_PACKAGE,
  FORM_FIELD,
  type ParsedPackage,
  packageForm,
  type TypedPackage,
  toNewPackage,
} from "./form-values";
import { SOLD_AT, UNIT_NAMES } from "./words";

export function CreatePackageDialog({ onClose }: { onClose: () => void }) {
  const form = useForm<TypedPackage, unknown, ParsedPackage>({
    resolver: zodResolver(packageForm),
    defaultValues: BLANK_PACKAGE,
  });
  const create = useCreatePackage();
  // One dialog is one intent: pressing twice, or again after a lost answer, creates one package.
  const [key] = useState(randomId);
  const { errors } = form.formState;

  const submit = form.handleSubmit(async (parsed) => {
    try {
      await create.mutateAsync({ body: toNewPackage(parsed), key });
      onClose();
    } catch (thrown) {
      const problem = problemFromThrown(thrown);
      for (const [name, messages] of Object.entries(problem.fields)) {
        const field = FORM_FIELD[name];
        if (field) form.setError(field, { message: messages.join(" ") });
      }
      form.setError("root", { message: problem.message });
    }
  });

  function text(
    name: Path<TypedPackage>,
    label: string,
    hint?: string,
    mode?: "decimal" | "numeric",
  ) {
    return (
      <Field label={label} error={errors[name]?.message} {...(hint && { hint })}>
        {(wiring) => (
          <input
            {...wiring}
            {...form.register(name)}
            inputMode={mode ?? "text"}
            autoComplete="off"
            className={inputStyle}
          />
        )}
      </Field>
    );
  }

  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title="New package"
      description="It is on sale as soon as it is created."
    >
      <form noValidate className="grid gap-4" onSubmit={(event) => void submit(event)}>
        {text("name", "Name", "As customers read it, such as 1 hour.")}
        {text("price", "Price in KSh", undefined, "decimal")}
        <div className="grid grid-cols-2 gap-3">
          {text("count", "Duration", undefined, "numeric")}
          <Field label="Unit">
            {(wiring) => (
              <NativeSelect {...wiring} {...form.register("unit")}>
                {UNIT_NAMES.map((unit) => (
                  <option key={unit.value} value={unit.value}>
                    {unit.label}
                  </option>
                ))}
              </NativeSelect>
            )}
          </Field>
          {text("download", "Download, Mbps", undefined, "decimal")}
          {text("upload", "Upload, Mbps", undefined, "decimal")}
          {text("devices", "Devices at once", undefined, "numeric")}
          {text("dataCap", "Data cap, MB", "Empty for none.", "numeric")}
        </div>
        <Field label="Sold at">
          {(wiring) => (
            <NativeSelect {...wiring} {...form.register("soldAt")}>
              {Object.entries(SOLD_AT).map(([value, label]) => (
                <option key={value} value={value}>
                  {label}
                </option>
              ))}
            </NativeSelect>
          )}
        </Field>
        <label className="flex items-center gap-2.5 text-sm">
          <input
            type="checkbox"
            className="size-4 accent-[var(--brand)]"
            {...form.register("renews")}
          />
          May renew itself from the wallet
        </label>
        {errors.root && (
          <p role="alert" className="rounded-lg bg-bad-soft p-3 text-bad text-sm">
            {errors.root.message}
          </p>
        )}
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" look="primary" disabled={create.isPending}>
            {create.isPending && <Spinner />}
            Create
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

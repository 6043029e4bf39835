import { useState } from "react";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Field, inputStyle } from "@/components/ui/field";
import { Spinner } from "@/components/ui/spinner";
import { formatPerMille, parsePercent } from "@/lib/per-mille";
import { nairobiDay, startOfNairobiDay } from "@/lib/time";
import type { TaxRate } from "@/services/contract";
import { problemFromThrown } from "@/services/problem";
import { useSetTaxes } from "./api";

const NO_RATE = "Type a percentage from 0 to 100, such as 16 or 15.5.";

type Props = {
  /** What was set last: what is typed begins from it. */
  last: TaxRate | undefined;
  onClose: () => void;
};

export function TaxDialog({ last, onClose }: Props) {
  const tomorrow = nairobiDay(startOfNairobiDay(nairobiDay(new Date()), 1));
  const [from, setFrom] = useState(tomorrow);
  const [vat, setVat] = useState(percentOf(last?.vat_per_mille));
  const [excise, setExcise] = useState(percentOf(last?.excise_per_mille));
  const set = useSetTaxes(onClose);
  const refusal = set.isError ? problemFromThrown(set.error) : null;
  const rates = { vat: parsePercent(vat), excise: parsePercent(excise) };
  const isWhole = from !== "" && rates.vat !== null && rates.excise !== null;
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title="Set the rates of taxes"
      description="They hold for what is bought from that day on, until others do. Prices stay as they are."
    >
      <form
        className="grid gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          if (rates.vat === null || rates.excise === null) return;
          set.mutate({ from, vat_per_mille: rates.vat, excise_per_mille: rates.excise });
        }}
      >
        <Field
          label="From"
          hint="A day in Nairobi, tomorrow at the earliest."
          error={refusal?.fields.from?.[0]}
        >
          {(wiring) => (
            <input
              {...wiring}
              type="date"
              required
              min={tomorrow}
              className={inputStyle}
              value={from}
              onChange={(event) => setFrom(event.target.value)}
            />
          )}
        </Field>
        <Percentage
          label="Value added tax, %"
          value={vat}
          onChange={setVat}
          error={refusal?.fields.vat_per_mille?.[0]}
        />
        <Percentage
          label="Excise duty, %"
          hint="Inside the base of value added tax."
          value={excise}
          onChange={setExcise}
          error={refusal?.fields.excise_per_mille?.[0]}
        />
        {refusal && Object.keys(refusal.fields).length === 0 && (
          <p role="alert" className="text-bad text-sm">
            {refusal.message}
          </p>
        )}
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" look="primary" disabled={!isWhole || set.isPending}>
            {set.isPending && <Spinner />}
            Set the rates
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

type PercentageProps = {
  label: string;
  hint?: string;
  value: string;
  onChange: (value: string) => void;
  error: string | undefined;
};

function Percentage({ label, hint, value, onChange, error }: PercentageProps) {
  const isNone = value.trim() !== "" && parsePercent(value) === null;
  return (
    <Field label={label} {...(hint && { hint })} error={isNone ? NO_RATE : error}>
      {(wiring) => (
        <input
          {...wiring}
          inputMode="decimal"
          className={inputStyle}
          value={value}
          onChange={(event) => onChange(event.target.value)}
        />
      )}
    </Field>
  );
}

function percentOf(perMille: number | undefined): string {
  return perMille === undefined ? "" : formatPerMille(perMille).replace("%", "");
}

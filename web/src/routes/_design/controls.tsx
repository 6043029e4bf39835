import { Download, Search } from "lucide-react";
import { useState } from "react";
import { CopyButton } from "@/components/copy-button";
import { FilterTabs } from "@/components/filter-tabs";
import { PrintButton } from "@/components/print-button";
import { TypedFilter } from "@/components/typed-filter";
import { Button } from "@/components/ui/button";
import { Field, inputStyle } from "@/components/ui/field";
import { NativeSelect } from "@/components/ui/native-select";
import { Spinner } from "@/components/ui/spinner";
import { Specimen } from "@/routes/_design/specimen";

const LOOKS = ["primary", "plain", "quiet", "danger"] as const;
const SIZES = ["small", "medium", "large"] as const;

export function Controls() {
  return (
    <>
      <Specimen name="ui/button" stacked>
        {LOOKS.map((look) => (
          <div key={look} className="flex flex-wrap items-center gap-3">
            {SIZES.map((size) => (
              <Button key={size} look={look} size={size}>
                <Download aria-hidden />
                {look}
              </Button>
            ))}
            <Button look={look} disabled>
              <Spinner />
              disabled
            </Button>
            <Button look={look} size="icon" aria-label="Find">
              <Search aria-hidden />
            </Button>
          </div>
        ))}
      </Specimen>
      <Specimen name="copy-button, print-button">
        <CopyButton text="copied from the design page" />
        <CopyButton text="copied from the design page" label="Copy the event" />
        <PrintButton />
      </Specimen>
      <Specimen name="ui/field, ui/native-select" stacked>
        <div className="grid gap-4 sm:grid-cols-2">
          <Field label="Plain">{(wiring) => <input {...wiring} className={inputStyle} />}</Field>
          <Field label="With a hint" hint="It is kept for ever. Name nobody.">
            {(wiring) => <input {...wiring} className={inputStyle} defaultValue="Typed" />}
          </Field>
          <Field label="Refused" error="is too high">
            {(wiring) => <input {...wiring} className={inputStyle} defaultValue="9000" />}
          </Field>
          <Field label="Disabled">
            {(wiring) => <input {...wiring} disabled className={inputStyle} defaultValue="Fixed" />}
          </Field>
          <Field label="Date">
            {(wiring) => (
              <input {...wiring} type="date" className={inputStyle} defaultValue="2026-11-30" />
            )}
          </Field>
          <Field label="Select">
            {(wiring) => (
              <NativeSelect {...wiring} defaultValue="one">
                <option value="one">One of few</option>
                <option value="two">Another</option>
              </NativeSelect>
            )}
          </Field>
        </div>
      </Specimen>
      <Filters />
    </>
  );
}

function Filters() {
  const [chosen, setChosen] = useState<string | undefined>("PENDING");
  const [typed, setTyped] = useState<string | undefined>("0712");
  const isNumber = (text: string) => /^\d{10}$/.test(text);
  return (
    <>
      <Specimen name="typed-filter" stacked>
        <div className="grid gap-3 sm:grid-cols-2">
          <TypedFilter label="Empty" value={undefined} onChange={() => undefined} />
          <TypedFilter label="Not whole yet" value={typed} onChange={setTyped} isWhole={isNumber} />
        </div>
      </Specimen>
      <Specimen name="filter-tabs" stacked>
        <FilterTabs
          label="State"
          options={["PENDING", "DONE", "UNREADABLE"]}
          chosen={chosen}
          onChoose={setChosen}
        />
      </Specimen>
    </>
  );
}

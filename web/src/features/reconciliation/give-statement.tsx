import { FileUp } from "lucide-react";
import { type DragEvent, useRef, useState } from "react";
import { Button } from "@/components/ui/button";
import { Field, inputStyle } from "@/components/ui/field";
import { Spinner } from "@/components/ui/spinner";
import { cx } from "@/lib/cx";
import { problemFromThrown } from "@/services/problem";
import { useGiveStatement } from "./api";

const FILES = ".csv,.xls,.xlsx";

/** A place to drop a statement. What is wrong with it stands below. */
export function GiveStatement({ onTaken }: { onTaken: (statementId: string) => void }) {
  const input = useRef<HTMLInputElement>(null);
  const [over, setOver] = useState(false);
  const [refused, setRefused] = useState<File | null>(null);
  const [shortCode, setShortCode] = useState("");
  const give = useGiveStatement(onTaken);
  const problem = give.isError ? problemFromThrown(give.error) : null;
  const asksForShortCode = problem?.code === "which_short_code";

  const take = (file: File | undefined) => {
    if (file === undefined) return;
    setRefused(file);
    give.mutate({ file, shortCode: shortCode.trim() });
  };
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    take(event.dataTransfer.files[0]);
  };

  return (
    <section
      aria-label="Take a statement in"
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
      className={cx(
        "mb-6 grid justify-items-center gap-3 rounded-xl border-2 border-dashed p-6 text-center",
        over ? "border-brand bg-sunken" : "border-line-strong/60",
      )}
    >
      <FileUp aria-hidden className="size-7 text-soft" />
      <p className="text-sm">
        Drop a statement here as Safaricom's portal exports it: CSV, XLS or XLSX.
      </p>
      <input
        ref={input}
        type="file"
        accept={FILES}
        aria-label="Statement file"
        className="sr-only"
        onChange={(event) => {
          take(event.target.files?.[0]);
          event.target.value = "";
        }}
      />
      <Button look="primary" disabled={give.isPending} onClick={() => input.current?.click()}>
        {give.isPending && <Spinner />}
        {give.isPending ? "Comparing" : "Choose a file"}
      </Button>
      {problem && (
        <p role="alert" className="max-w-xl text-bad text-sm">
          {refused?.name}: {problem.message}
        </p>
      )}
      {asksForShortCode && (
        <form
          className="flex flex-wrap items-end gap-2 text-left"
          onSubmit={(event) => {
            event.preventDefault();
            take(refused ?? undefined);
          }}
        >
          <Field label="Short code">
            {(wiring) => (
              <input
                {...wiring}
                inputMode="numeric"
                className={inputStyle}
                value={shortCode}
                onChange={(event) => setShortCode(event.target.value)}
              />
            )}
          </Field>
          <Button type="submit" disabled={shortCode.trim() === ""}>
            Compare again
          </Button>
        </form>
      )}
    </section>
  );
}

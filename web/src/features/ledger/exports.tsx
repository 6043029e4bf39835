import { CircleAlert, CircleCheck, Download } from "lucide-react";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { Spinner } from "@/components/ui/spinner";
import { formatBytes } from "@/lib/bytes";
import { type FileFormat, useExport } from "./use-export";

type Report = { report: string; name: string; holds: string; formats: FileFormat[] };

const REPORTS: Report[] = [
  {
    report: "trial-balance",
    name: "Trial balance",
    holds: "Every account with its debits, credits and balance.",
    formats: ["csv", "xlsx"],
  },
  {
    report: "journal",
    name: "Journal",
    holds: "Every entry, line by line; for hledger and beancount too.",
    formats: ["csv", "xlsx", "hledger", "beancount"],
  },
  {
    report: "roll-forward",
    name: "Deferred revenue",
    holds: "What was paid for and not yet delivered, month by month.",
    formats: ["csv", "xlsx"],
  },
  {
    report: "aged-suspense",
    name: "Suspense by age",
    holds: "Money that nobody has been found for, the oldest first.",
    formats: ["csv", "xlsx"],
  },
  {
    report: "breaks",
    name: "Open breaks by age",
    holds: "Where a statement and the ledger differ, and nobody has explained it.",
    formats: ["csv", "xlsx"],
  },
  {
    report: "in-transit",
    name: "In transit to the bank by age",
    holds: "Money that left M-Pesa and has not arrived at the bank.",
    formats: ["csv", "xlsx"],
  },
];

const FORMAT_NAMES: Record<FileFormat, string> = {
  csv: "CSV",
  xlsx: "XLSX",
  hledger: "hledger",
  beancount: "beancount",
};

/** Each report in each form that it has. */
export function Exports({ asOf }: { asOf: Date | null }) {
  return (
    <Card className="divide-y divide-line">
      {REPORTS.map((report) => (
        <ExportRow key={report.report} {...report} asOf={asOf} />
      ))}
    </Card>
  );
}

function ExportRow({ report, name, holds, formats, asOf }: Report & { asOf: Date | null }) {
  const { state, start, stop } = useExport(report, asOf);
  const isRunning = state.kind === "running";
  return (
    <section aria-label={name} className="grid gap-3 px-4 py-4 sm:px-5">
      <div className="flex flex-wrap items-center justify-between gap-x-6 gap-y-2">
        <div className="text-sm">
          <h2 className="font-medium">{name}</h2>
          <p className="text-soft">{holds}</p>
        </div>
        <span className="flex flex-wrap gap-1.5">
          {formats.map((format) => (
            <Button
              key={format}
              size="small"
              disabled={isRunning}
              aria-label={`${name} as ${format}`}
              onClick={() => void start(format)}
            >
              <Download aria-hidden />
              {FORMAT_NAMES[format]}
            </Button>
          ))}
        </span>
      </div>
      {state.kind === "running" && (
        <p role="status" className="figures flex flex-wrap items-center gap-2.5 text-sm">
          <Spinner className="size-4 text-soft" />
          {state.bytes === 0
            ? "Being written. A long one takes a while."
            : `${formatBytes(state.bytes)} so far.`}
          <Button size="small" look="quiet" onClick={stop}>
            Stop
          </Button>
        </p>
      )}
      {state.kind === "saved" && (
        <p role="status" className="figures flex items-center gap-2 text-good text-sm">
          <CircleCheck aria-hidden className="size-4 shrink-0" />
          {`${state.file} is saved, ${formatBytes(state.bytes)}.`}
        </p>
      )}
      {state.kind === "failed" && (
        <div role="alert" className="flex flex-wrap items-center gap-x-3 gap-y-1.5 text-sm">
          <span className="flex items-center gap-2 text-bad">
            <CircleAlert aria-hidden className="size-4 shrink-0" />
            {state.problem.message}
          </span>
          {state.problem.requestId && (
            <span className="text-soft">
              Request id <code className="select-all text-ink">{state.problem.requestId}</code>
            </span>
          )}
          {state.problem.status !== 403 && (
            <Button size="small" onClick={() => void start(state.format)}>
              Try again
            </Button>
          )}
        </div>
      )}
    </section>
  );
}

import { Download } from "lucide-react";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { type BookFilters, type FileFormat, useDownload } from "./api";

const REPORTS: { report: string; name: string; formats: FileFormat[] }[] = [
  { report: "trial-balance", name: "Trial balance", formats: ["csv", "xlsx"] },
  { report: "journal", name: "Journal", formats: ["csv", "xlsx", "hledger", "beancount"] },
  { report: "roll-forward", name: "Deferred revenue", formats: ["csv", "xlsx"] },
  { report: "aged-suspense", name: "Suspense by age", formats: ["csv", "xlsx"] },
  { report: "breaks", name: "Open breaks by age", formats: ["csv", "xlsx"] },
  { report: "in-transit", name: "In transit to the bank by age", formats: ["csv", "xlsx"] },
];

export function Exports({ filters }: { filters: BookFilters }) {
  const download = useDownload(filters);
  return (
    <Card className="divide-y divide-line">
      {REPORTS.map(({ report, name, formats }) => (
        <div
          key={report}
          className="flex flex-wrap items-center justify-between gap-2 px-4 py-3 sm:px-5"
        >
          <span className="text-sm">{name}</span>
          <span className="flex flex-wrap gap-1.5">
            {formats.map((format) => (
              <Button
                key={format}
                size="small"
                disabled={download.isPending}
                aria-label={`${name} as ${format}`}
                onClick={() => download.mutate({ report, format })}
              >
                <Download aria-hidden />
                {format.length > 4 ? format : format.toUpperCase()}
              </Button>
            ))}
          </span>
        </div>
      ))}
    </Card>
  );
}

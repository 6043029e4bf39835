import { useQuery } from "@tanstack/react-query";
import { PenLine } from "lucide-react";
import { useMemo, useState } from "react";
import { CopyButton } from "@/components/copy-button";
import { columnsFor } from "@/components/data-table";
import { ListPage } from "@/components/list-page";
import { PageHeader } from "@/components/page-header";
import { RelativeTime } from "@/components/relative-time";
import { Dialog } from "@/components/ui/dialog";
import { countOf } from "@/lib/count";
import { exactTime } from "@/lib/time";
import type { TreeHead } from "@/services/contract";
import { type HeadFilters, headsQuery } from "./api";
import { AuditTabs } from "./audit-tabs";

const column = columnsFor<TreeHead & { id: string }>();

function columnsWith(open: (head: TreeHead) => void) {
  return column.columns([
    column.accessor("size", {
      header: "Over",
      cell: ({ row: { original: head } }) => (
        <button
          type="button"
          onClick={() => open(head)}
          className="figures whitespace-nowrap text-left font-medium after:absolute after:inset-0 hover:underline"
        >
          {countOf(head.size, "event")}
        </button>
      ),
    }),
    column.accessor("root", {
      header: "Root",
      cell: ({ row: { original: head } }) => (
        <code className="block max-w-20 truncate text-[0.8125rem] sm:max-w-xs xl:max-w-none">
          {head.root}
        </code>
      ),
    }),
    column.accessor("recorded_at", {
      header: "Signed",
      meta: { align: "right" },
      cell: ({ row: { original: head } }) => <RelativeTime at={head.recorded_at} />,
    }),
  ]);
}

type Props = { filters: HeadFilters; onFilters: (filters: HeadFilters) => void };

export function HeadsPage({ filters, onFilters }: Props) {
  const query = useQuery(headsQuery(filters));
  const [opened, setOpened] = useState<TreeHead | null>(null);
  const columns = useMemo(() => columnsWith(setOpened), []);
  return (
    <>
      <PageHeader
        title="Signed heads"
        lead="Each is signed over every event up to its own, and published outside the database."
      />
      <AuditTabs />
      <ListPage
        noun="signed heads"
        query={query}
        columns={columns}
        icon={PenLine}
        emptyText="A running service signs one within a minute of the first event."
        cursor={filters.cursor}
        onMove={(cursor) => onFilters(cursor ? { cursor } : {})}
      />
      <Dialog
        shape="drawer"
        open={opened !== null}
        onOpenChange={(open) => !open && setOpened(null)}
        title={opened ? `Head over ${countOf(opened.size, "event")}` : ""}
        description="The note that was signed, as it is published."
      >
        {opened && <Note head={opened} />}
      </Dialog>
    </>
  );
}

function Note({ head }: { head: TreeHead }) {
  const file = `${String(head.size).padStart(20, "0")}.note`;
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-4 text-sm">
      <p className="text-soft">Signed {exactTime(head.recorded_at)}.</p>
      <p className="break-all">
        Root <code className="select-all">{head.root}</code>
      </p>
      <div className="flex items-center justify-between">
        <h3 className="font-medium">Signed note</h3>
        <CopyButton text={head.note} />
      </div>
      <pre
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must take the keyboard.
        tabIndex={0}
        className="overflow-x-auto rounded-lg bg-sunken p-4 text-xs leading-relaxed"
      >
        {head.note}
      </pre>
      <p className="text-soft">
        It must be the same, letter by letter, as the published <code>{file}</code>. To hold the
        whole database against that file, run{" "}
        <code className="break-words text-ink">daftari verify --head {file}</code>
      </p>
    </div>
  );
}

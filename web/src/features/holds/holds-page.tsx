import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { CircleAlert, CircleCheck, CircleX, Hourglass, ShieldQuestion } from "lucide-react";
import { useMemo, useState } from "react";
import { Amount } from "@/components/amount";
import { columnsFor } from "@/components/data-table";
import { FilterTabs } from "@/components/filter-tabs";
import { ListPage } from "@/components/list-page";
import { PageHeader } from "@/components/page-header";
import { RelativeTime } from "@/components/relative-time";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { sentenceCase } from "@/lib/sentence-case";
import { type Hold, known } from "@/services/contract";
import { HOLD_STAGES, type HoldFilters, holdsQuery } from "./api";
import { ReleaseDialog } from "./release-dialog";

const LOOKS = {
  HELD: { tone: "info", icon: Hourglass },
  UNANSWERED: { tone: "warn", icon: CircleAlert },
  RELEASED: { tone: "good", icon: CircleCheck },
  REFUTED: { tone: "bad", icon: CircleX },
} as const;

const DOUBTS: Record<string, string> = {
  ABOVE_LIMIT: "A large amount",
  AMOUNT_DIFFERS: "Another amount than was asked for",
  AFTER_FAILURE: "The prompt had failed",
  AFTER_EXPIRY: "The prompt was given up",
  SECOND_RECEIPT: "The prompt was paid already",
};

const column = columnsFor<Hold>();

function columnsWith(release: (hold: Hold) => void) {
  return column.columns([
    column.accessor("amount_cents", {
      header: "Amount",
      cell: ({ row: { original: hold } }) => (
        <>
          <Amount cents={hold.amount_cents} className="font-medium" />
          <code className="block text-soft">{hold.receipt}</code>
        </>
      ),
    }),
    column.accessor("doubts", {
      header: "Why it waits",
      meta: { from: "md" },
      cell: ({ row: { original: hold } }) => (
        <>
          {hold.doubts.map((doubt) => DOUBTS[doubt] ?? sentenceCase(doubt)).join("; ")}
          {hold.note && <span className="block text-soft">{hold.note}</span>}
          {hold.reason && <span className="block text-soft">Released: {hold.reason}</span>}
        </>
      ),
    }),
    column.accessor("stage", {
      header: "Stage",
      cell: ({ row: { original: hold } }) => {
        const look = known(LOOKS, hold.stage) ?? LOOKS.HELD;
        return (
          <Badge tone={look.tone} icon={look.icon}>
            {sentenceCase(hold.stage)}
          </Badge>
        );
      },
    }),
    column.accessor("held_at", {
      header: "Since",
      meta: { align: "right", from: "sm" },
      cell: ({ row: { original: hold } }) => <RelativeTime at={hold.held_at} />,
    }),
    column.display({
      id: "do",
      header: () => <span className="sr-only">Actions</span>,
      meta: { align: "right" },
      cell: ({ row: { original: hold } }) =>
        hold.stage === "HELD" || hold.stage === "UNANSWERED" ? (
          <Button size="small" onClick={() => release(hold)}>
            Release
          </Button>
        ) : hold.stage === "RELEASED" || hold.road === "STK" ? (
          <Link
            to="/admin/payments/$paymentId"
            params={{ paymentId: hold.payment_id }}
            className="underline"
          >
            Payment
          </Link>
        ) : null,
    }),
  ]);
}

type Props = { filters: HoldFilters; onFilters: (filters: HoldFilters) => void };

export function HoldsPage({ filters, onFilters }: Props) {
  const query = useQuery(holdsQuery(filters));
  const [releasing, setReleasing] = useState<Hold | null>(null);
  const columns = useMemo(() => columnsWith(setReleasing), []);
  const chosen = filters.stage ? { stage: filters.stage } : {};
  return (
    <>
      <PageHeader
        title="Held reports"
        lead="Large amounts and odd reports wait here until Safaricom confirms them."
      />
      <FilterTabs
        label="Stage"
        options={HOLD_STAGES}
        chosen={filters.stage}
        onChoose={(stage) => onFilters(stage ? { stage } : {})}
      />
      <ListPage
        noun="held reports"
        query={query}
        columns={columns}
        icon={ShieldQuestion}
        emptyText="Every report was believed, or none has come yet."
        onClearFilters={filters.stage ? () => onFilters({}) : undefined}
        cursor={filters.cursor}
        onMove={(cursor) => onFilters(cursor ? { ...chosen, cursor } : chosen)}
      />
      {releasing && <ReleaseDialog hold={releasing} onClose={() => setReleasing(null)} />}
    </>
  );
}

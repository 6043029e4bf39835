import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { CircleCheck, CircleX, Database, Hammer, Hourglass, RotateCw } from "lucide-react";
import { useMemo, useState } from "react";
import { columnsFor, DataTable } from "@/components/data-table";
import { EmptyState } from "@/components/empty-state";
import { ErrorPanel } from "@/components/error-panel";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { countOf, formatCount } from "@/lib/count";
import { sentenceCase } from "@/lib/sentence-case";
import { dayAndTime, duration } from "@/lib/time";
import type { ReadModel } from "@/services/contract";
import { isUnderWay, readModelsQuery, useRetryReadModel } from "./api";
import { RebuildDialog } from "./rebuild-dialog";
import { RebuildState } from "./rebuild-state";
import { SkipDialog } from "./skip-dialog";

type Row = ReadModel & { id: string };

const column = columnsFor<Row>();

type Actions = {
  retry: (name: string) => void;
  skip: (model: ReadModel) => void;
  rebuild: (model: ReadModel) => void;
  retrying: string | null;
};

function columnsWith({ retry, skip, rebuild, retrying }: Actions) {
  return column.columns([
    column.accessor("name", {
      header: "Read model",
      cell: ({ row: { original: model } }) => (
        <span className="font-medium">{sentenceCase(model.name)}</span>
      ),
    }),
    column.accessor("stopped_because", {
      header: "State",
      cell: ({ row: { original: model } }) => <State model={model} />,
    }),
    column.accessor("position", {
      header: "Shows",
      meta: { align: "right", from: "md" },
      cell: ({ row: { original: model } }) => (
        <span className="figures whitespace-nowrap">
          {formatCount(model.position)} of {countOf(model.head, "event")}
        </span>
      ),
    }),
    column.accessor("lag_positions", {
      header: "Behind",
      meta: { align: "right", from: "sm" },
      cell: ({ row: { original: model } }) =>
        model.lag_positions === 0 ? (
          <span className="text-soft">—</span>
        ) : (
          <span className="figures whitespace-nowrap">
            {countOf(model.lag_positions, "event")}
            <span className="block text-soft">for {duration(model.lag_seconds)}</span>
          </span>
        ),
    }),
    column.display({
      id: "actions",
      header: () => <span className="sr-only">Actions</span>,
      meta: { align: "right" },
      cell: ({ row: { original: model } }) => (
        <span className="flex flex-wrap justify-end gap-1.5">
          <Button
            size="small"
            look={model.stopped_because === null ? "quiet" : "plain"}
            aria-label={`Retry ${model.name}`}
            disabled={retrying === model.name}
            onClick={() => retry(model.name)}
          >
            <RotateCw
              aria-hidden
              className={retrying === model.name ? "motion-safe:animate-spin" : ""}
            />
            Retry
          </Button>
          {!isUnderWay(model.rebuild) && (
            <Button
              size="small"
              look="quiet"
              aria-label={`Rebuild ${model.name}`}
              onClick={() => rebuild(model)}
            >
              <Hammer aria-hidden />
              Rebuild
            </Button>
          )}
          {model.stopped_at !== null && (
            <Button
              size="small"
              look="danger"
              aria-label={`Skip an event in ${model.name}`}
              onClick={() => skip(model)}
            >
              Skip
            </Button>
          )}
        </span>
      ),
    }),
  ]);
}

export function ReadModels() {
  const query = useQuery(readModelsQuery);
  const retry = useRetryReadModel();
  const [skipping, setSkipping] = useState<ReadModel | null>(null);
  const [rebuilding, setRebuilding] = useState<ReadModel | null>(null);
  const retrying = retry.isPending ? retry.variables : null;
  const { mutate } = retry;
  const columns = useMemo(
    () => columnsWith({ retry: mutate, skip: setSkipping, rebuild: setRebuilding, retrying }),
    [mutate, retrying],
  );
  if (query.isError && !query.data) {
    return (
      <ErrorPanel
        what="The read models could not be loaded."
        thrown={query.error}
        onRetry={() => void query.refetch()}
      />
    );
  }
  return (
    <>
      <DataTable
        caption="Read models"
        columns={columns}
        rows={query.data?.projections.map((model) => ({ ...model, id: model.name }))}
        empty={
          <EmptyState
            icon={Database}
            title="No read models"
            text="The service has none, so there are no lists either. Run `daftari migrate`."
          />
        }
      />
      {skipping && <SkipDialog model={skipping} onClose={() => setSkipping(null)} />}
      {rebuilding && <RebuildDialog model={rebuilding} onClose={() => setRebuilding(null)} />}
    </>
  );
}

/** How it stands, why it stopped if it did, what it leaves out for good, and its last rebuild. */
function State({ model }: { model: ReadModel }) {
  return (
    <span className="grid justify-items-start gap-1.5">
      {model.stopped_because !== null ? (
        <>
          <Badge tone="bad" icon={CircleX}>
            {model.stopped_at === null ? "Stopped" : `Stopped at ${formatCount(model.stopped_at)}`}
          </Badge>
          <span className="max-w-prose break-words text-bad [overflow-wrap:anywhere]">
            {model.stopped_because}
          </span>
          {model.stopped_at !== null && <EventLink position={model.stopped_at} />}
        </>
      ) : model.lag_positions > 0 ? (
        <Badge tone="warn" icon={Hourglass}>
          Behind
        </Badge>
      ) : (
        <Badge tone="good" icon={CircleCheck}>
          Up to date
        </Badge>
      )}
      {model.skipped.map((skipped) => (
        <span key={skipped.position} className="max-w-prose text-soft">
          Leaves out event {formatCount(skipped.position)} since {dayAndTime(skipped.skipped_at)}:{" "}
          {skipped.reason}
        </span>
      ))}
      {model.rebuild && <RebuildState model={model.name} rebuild={model.rebuild} />}
    </span>
  );
}

function EventLink({ position }: { position: number }) {
  return (
    <Link
      to="/admin/audit"
      search={{ event: String(position) }}
      className="underline decoration-line-strong underline-offset-2 hover:decoration-ink"
    >
      Look at that event
    </Link>
  );
}

import { CircleCheck, CircleX, Hourglass, RefreshCw } from "lucide-react";
import type { ReactNode } from "react";
import { actorName } from "@/components/timeline/event-words";
import { Badge } from "@/components/ui/badge";
import { countOf, formatCount } from "@/lib/count";
import { dayAndTime, duration } from "@/lib/time";
import type { Rebuild } from "@/services/contract";
import { useSession } from "@/services/session";

/** A worker looks every second, so after this long there is none. */
const NOBODY_CAME_SECONDS = 10;

/** How the last rebuild of a read model stands, until the next is asked for. */
export function RebuildState({ model, rebuild }: { model: string; rebuild: Rebuild }) {
  switch (rebuild.status) {
    case "WAITING":
      return <Waiting rebuild={rebuild} />;
    case "RUNNING":
      return <Running model={model} rebuild={rebuild} />;
    case "FAILED":
      return (
        <>
          <Badge tone="bad" icon={CircleX}>
            Rebuild failed
          </Badge>
          <Words tone="text-bad">
            {rebuild.note}. The one from before is still in use. Asked for by{" "}
            <Asker id={rebuild.asked_by} />, ended{" "}
            {rebuild.ended_at && dayAndTime(rebuild.ended_at)}.
          </Words>
        </>
      );
    case "DONE":
      return (
        <Words>
          <CircleCheck aria-hidden className="-mt-0.5 mr-1 inline size-3.5" />
          Rebuilt {rebuild.ended_at && dayAndTime(rebuild.ended_at)} from{" "}
          {countOf(rebuild.events_done, "event")} in {duration(rebuild.elapsed_seconds)}, by{" "}
          <Asker id={rebuild.asked_by} />.
        </Words>
      );
    default:
      return <Words>Rebuild: {rebuild.status}</Words>;
  }
}

function Waiting({ rebuild }: { rebuild: Rebuild }) {
  const { begun_at, elapsed_seconds, note, waits_for } = rebuild;
  const nobodyCame = waits_for === "WORKER" && elapsed_seconds >= NOBODY_CAME_SECONDS;
  return (
    <>
      <Badge tone={nobodyCame ? "warn" : "info"} icon={Hourglass}>
        {waits_for === "TURN" ? "Waits for its turn" : "Waits for a worker"}
      </Badge>
      {note !== null ? (
        <Words>
          <span className="inline-block first-letter:uppercase">{note}.</span> It is tried again by
          itself.
        </Words>
      ) : nobodyCame ? (
        <Words>
          {begun_at === null
            ? `Nobody has taken it up for ${duration(elapsed_seconds)}.`
            : "The process that was at it has ended, and no other has taken it up."}{" "}
          It begins once a process with workers runs that has DAFTARI_OWNER_DATABASE_URL.
        </Words>
      ) : null}
    </>
  );
}

function Running({ model, rebuild }: { model: string; rebuild: Rebuild }) {
  const { events_done: done, events_total: total, elapsed_seconds, remaining_seconds } = rebuild;
  const allRead = total > 0 && done >= total;
  return (
    <>
      <Badge tone="info" icon={RefreshCw}>
        Rebuilding
      </Badge>
      <progress
        aria-label={`Rebuild of ${model}`}
        className="h-1.5 w-full max-w-64 appearance-none overflow-hidden rounded-full bg-sunken [&::-moz-progress-bar]:bg-info [&::-webkit-progress-bar]:bg-sunken [&::-webkit-progress-value]:bg-info [&::-webkit-progress-value]:transition-[inline-size]"
        value={done}
        max={Math.max(total, 1)}
      />
      <Words>
        {total === 0 ? "Making room" : `${formatCount(done)} of ${countOf(total, "event")} read`}{" "}
        after {duration(elapsed_seconds)}
        {remaining_seconds !== null && `, about ${duration(roughly(remaining_seconds))} left`}
        {allRead && "; it is put in its place"}.
      </Words>
    </>
  );
}

/** An estimate is no stopwatch: from a quarter of a minute on it moves in steps of five seconds. */
function roughly(seconds: number): number {
  return seconds < 15 ? Math.max(1, seconds) : Math.round(seconds / 5) * 5;
}

function Asker({ id }: { id: string }) {
  const session = useSession();
  return session.status === "signed-in" && session.userId === id ? "you" : actorName(`user:${id}`);
}

function Words({ tone = "text-soft", children }: { tone?: string; children: ReactNode }) {
  return (
    <span className={`figures max-w-prose break-words [overflow-wrap:anywhere] ${tone}`}>
      {children}
    </span>
  );
}

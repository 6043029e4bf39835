import { useQuery } from "@tanstack/react-query";
import { CircleAlert, CircleCheck, CircleX, type LucideIcon } from "lucide-react";
import type { ReactNode } from "react";
import { ErrorPanel } from "@/components/error-panel";
import { RelativeTime } from "@/components/relative-time";
import { Badge, type Tone } from "@/components/ui/badge";
import { Card } from "@/components/ui/card";
import { Skeleton } from "@/components/ui/skeleton";
import { countOf } from "@/lib/count";
import { sentenceCase } from "@/lib/sentence-case";
import { duration } from "@/lib/time";
import { type Health, healthQuery } from "./api";

type Standing = { tone: Tone; icon: LucideIcon; word: string };

const WELL: Standing = { tone: "good", icon: CircleCheck, word: "Well" };
const LOOK: Standing = { tone: "warn", icon: CircleAlert, word: "Needs a look" };
const DOWN: Standing = { tone: "bad", icon: CircleX, word: "Not ready" };

/** The parts that everything rests on, each with what is wrong with it. */
export function HealthParts() {
  const query = useQuery(healthQuery);
  if (query.isError && !query.data) {
    return (
      <ErrorPanel
        what="Nobody could be asked how the service is."
        thrown={query.error}
        onRetry={() => void query.refetch()}
      />
    );
  }
  return (
    <Card className="divide-y divide-line">
      {query.data ? <Parts health={query.data} /> : <PartsLoading />}
    </Card>
  );
}

function Parts({ health }: { health: Health }) {
  if (!health.isReady) {
    return (
      <Part name="Service" standing={DOWN}>
        <span className="inline-block first-letter:uppercase">{health.why}</span>
      </Part>
    );
  }
  const { degraded, safaricom } = health;
  return (
    <>
      <Part name="Service and database" standing={WELL}>
        It answers, and its database does.
      </Part>
      <Part name="Read models" standing={degraded.length === 0 ? WELL : LOOK}>
        {degraded.length === 0
          ? "Every one shows everything that was recorded."
          : degraded.map((model) => (
              <span key={model.projection} className="block">
                {sentenceCase(model.projection)} {model.stopped ? "has stopped" : "is behind"}:{" "}
                {countOf(model.lag_positions, "event")} not shown yet, the first for{" "}
                {duration(model.lag_seconds)}
              </span>
            ))}
      </Part>
      <Part name="Safaricom" standing={safaricom.length === 0 ? WELL : LOOK}>
        {safaricom.length === 0
          ? "No product of theirs is left alone for not answering."
          : safaricom.map((product) => (
              <span key={product.product} className="block">
                {sentenceCase(product.product)} did not answer {countOf(product.failures, "time")}{" "}
                in a row; left alone since <RelativeTime at={product.since} />
              </span>
            ))}
      </Part>
    </>
  );
}

function Part({
  name,
  standing,
  children,
}: {
  name: string;
  standing: Standing;
  children: ReactNode;
}) {
  return (
    <div className="flex flex-wrap items-start gap-x-4 gap-y-1 px-4 py-3 text-sm sm:px-5">
      <h3 className="w-48 font-medium">{name}</h3>
      <p className="figures min-w-56 flex-1 text-soft">{children}</p>
      <span>
        <Badge tone={standing.tone} icon={standing.icon}>
          {standing.word}
        </Badge>
      </span>
    </div>
  );
}

function PartsLoading() {
  return (
    <div role="status">
      <span className="sr-only">Asking how the service is</span>
      {["a", "b", "c"].map((key) => (
        <div
          key={key}
          className="flex items-center justify-between gap-4 border-line border-b px-4 py-3.5 last:border-0 sm:px-5"
        >
          <Skeleton className="h-4 w-32" />
          <Skeleton className="h-4 w-64 max-sm:hidden" />
          <Skeleton className="h-5 w-16 rounded-full" />
        </div>
      ))}
    </div>
  );
}

import { CircleAlert } from "lucide-react";
import { Button } from "@/components/ui/button";
import { problemFromThrown } from "@/services/problem";

/** What went wrong, by which request, and the button that tries it again. */
export function ErrorPanel({
  what,
  thrown,
  onRetry,
}: {
  what: string;
  thrown: unknown;
  onRetry: () => void;
}) {
  const problem = problemFromThrown(thrown);
  const text = problem.status === 403 ? "Your role does not give access to this." : problem.message;
  return (
    <div role="alert" className="grid justify-items-start gap-3 rounded-xl bg-bad-soft p-5">
      <p className="flex items-center gap-2 font-semibold text-bad">
        <CircleAlert aria-hidden className="size-5 shrink-0" />
        {what}
      </p>
      <p className="text-sm">{text}</p>
      {problem.requestId && (
        <p className="text-sm text-soft">
          Request id <code className="select-all text-ink">{problem.requestId}</code>
        </p>
      )}
      {problem.status !== 403 && <Button onClick={onRetry}>Try again</Button>}
    </div>
  );
}

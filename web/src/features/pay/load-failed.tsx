import { Button } from "@/components/ui/button";
import { problemFromThrown } from "@/services/problem";
import { useLanguage } from "./language";

type Props = {
  /** What could not be loaded, as a sentence. */
  what: string;
  thrown: unknown;
  onRetry: () => void;
};

/** Something of the portal's could not be loaded, and a way to try again. */
export function LoadFailed({ what, thrown, onRetry }: Props) {
  const { words } = useLanguage();
  const problem = problemFromThrown(thrown);
  return (
    <div
      role="alert"
      className="grid justify-items-start gap-3 rounded-xl bg-bad-soft p-4 text-bad"
    >
      <p>{what}</p>
      {problem.requestId && <p className="text-xs">{words.home.requestId(problem.requestId)}</p>}
      <Button onClick={onRetry}>{words.home.retry}</Button>
    </div>
  );
}

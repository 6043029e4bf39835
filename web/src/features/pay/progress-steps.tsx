import { Check } from "lucide-react";
import { Spinner } from "@/components/ui/spinner";
import { cx } from "@/lib/cx";
import { useLanguage, type Words } from "./language";
import type { StepName, StepState } from "./outcome";

export function ProgressSteps({ steps }: { steps: Record<StepName, StepState> }) {
  const { words } = useLanguage();
  return (
    <ol className="grid gap-0">
      {(Object.entries(steps) as [StepName, StepState][]).map(([name, state]) => (
        <li key={name} className="group relative flex gap-3 pb-4 last:pb-0">
          <span
            aria-hidden
            className={cx(
              "absolute top-6 bottom-0 left-3 w-px group-last:hidden",
              state === "done" ? "bg-brand" : "bg-line",
            )}
          />
          <StepMark state={state} />
          <span
            className={cx(
              "leading-6",
              state === "later" && "text-soft",
              state === "now" && "font-semibold",
            )}
          >
            {words.pay.steps[name]}
            <span className="sr-only">, {stateWord(state, words)}</span>
          </span>
        </li>
      ))}
    </ol>
  );
}

function stateWord(state: StepState, words: Words): string {
  if (state === "done") return words.pay.stepDone;
  return state === "now" ? words.pay.stepNow : words.pay.stepWaiting;
}

function StepMark({ state }: { state: StepState }) {
  if (state === "done") {
    return (
      <span className="z-10 grid size-6 shrink-0 place-items-center rounded-full bg-brand text-on-brand">
        <Check aria-hidden className="size-4" strokeWidth={3} />
      </span>
    );
  }
  return (
    <span
      className={cx(
        "z-10 grid size-6 shrink-0 place-items-center rounded-full border bg-card",
        state === "now" ? "border-brand text-brand" : "border-line-strong",
      )}
    >
      {state === "now" && <Spinner className="size-4" />}
    </span>
  );
}

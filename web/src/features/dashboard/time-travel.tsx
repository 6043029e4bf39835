import { ChevronLeft, ChevronRight, ChevronsLeft, ChevronsRight, History } from "lucide-react";
import { type ReactNode, useId } from "react";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { NativeSelect } from "@/components/ui/native-select";
import { cx } from "@/lib/cx";
import { dayAndTime, fullDayAndTime, shortDay } from "@/lib/time";
import { MomentField } from "./moment-field";
import { movedTo, type Past } from "./past";
import { DAY_MS, HOUR_MS, SPANS, type SpanName, useSlider } from "./use-slider";

type Props = {
  /** Null while the figures are those of now. */
  past: Past | null;
  onPast: (past: Past | null) => void;
  /** Closes it while nothing was chosen. */
  onClose: () => void;
};

/** Chooses a past moment: by hand, by steps, or exactly. What is shown stands in words above. */
export function TimeTravel({ past, onPast, onClose }: Props) {
  const slider = useSlider(past, onPast);
  const { moment, end, span } = slider;
  const sliderId = useId();
  return (
    <Card
      aria-label="Look back"
      className="ledger-margin mb-6 grid gap-4 py-4 pr-5 pl-8 print:hidden"
    >
      <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2">
        <p aria-live="polite" className="flex items-center gap-2.5">
          <History aria-hidden className="size-5 shrink-0 text-warn" />
          <span>
            {past === null && moment >= end ? (
              "Shown as it is now. Move the slider to look back."
            ) : (
              <>
                As it was on <strong className="figures">{fullDayAndTime(new Date(moment))}</strong>{" "}
                in Nairobi{past && `, ${known(past)}`}
              </>
            )}
          </span>
        </p>
        {past ? (
          <Button look="primary" size="small" onClick={() => onPast(null)}>
            Back to now
          </Button>
        ) : (
          <Button look="quiet" size="small" onClick={onClose}>
            Close
          </Button>
        )}
      </div>
      <div className="-mx-2 flex items-start gap-1">
        <Step name="A day earlier" onClick={() => slider.moveBy(-DAY_MS)}>
          <ChevronsLeft aria-hidden />
        </Step>
        <Step name="An hour earlier" onClick={() => slider.moveBy(-HOUR_MS)}>
          <ChevronLeft aria-hidden />
        </Step>
        <label htmlFor={sliderId} className="sr-only">
          Moment
        </label>
        <div className="min-w-0 flex-1">
          <input
            id={sliderId}
            type="range"
            min={end - SPANS[span].lengthMs}
            max={end}
            step={SPANS[span].stepMs}
            value={moment}
            aria-valuetext={`${fullDayAndTime(new Date(moment))} in Nairobi`}
            onChange={(event) => slider.moveTo(Number(event.target.value))}
            className="h-10 w-full cursor-pointer accent-[var(--brand)]"
          />
          <p aria-hidden className="figures -mt-1.5 flex justify-between text-soft text-xs">
            <span>{endOf(new Date(end - SPANS[span].lengthMs), span)}</span>
            <span>{end === slider.now ? "now" : endOf(new Date(end), span)}</span>
          </p>
        </div>
        <Step
          name="An hour later"
          disabled={moment >= slider.now}
          onClick={() => slider.moveBy(HOUR_MS)}
        >
          <ChevronRight aria-hidden />
        </Step>
        <Step
          name="A day later"
          disabled={moment >= slider.now}
          onClick={() => slider.moveBy(DAY_MS)}
        >
          <ChevronsRight aria-hidden />
        </Step>
      </div>
      <div className="grid grid-cols-[2fr_3fr] gap-3 sm:flex sm:flex-wrap sm:items-end">
        <Labelled name="Moment in Nairobi" className="col-span-2">
          {(id) => (
            <MomentField
              id={id}
              moment={new Date(moment)}
              latest={new Date(slider.now)}
              onMoment={(chosen) => slider.moveTo(chosen.getTime())}
            />
          )}
        </Labelled>
        <Labelled name="Slider over">
          {(id) => (
            <NativeSelect
              id={id}
              value={span}
              onChange={(event) => slider.setSpan(event.target.value as SpanName)}
            >
              {Object.entries(SPANS).map(([name, { words }]) => (
                <option key={name} value={name}>
                  {words}
                </option>
              ))}
            </NativeSelect>
          )}
        </Labelled>
        <Labelled name="As far as">
          {(id) => (
            <NativeSelect
              id={id}
              value={past?.knownAt == null ? "now" : past.knownAt === past.asOf ? "then" : "other"}
              onChange={({ target: { value } }) => {
                const at = past ?? movedTo(null, new Date(moment));
                onPast({ ...at, knownAt: value === "then" ? at.asOf : null });
              }}
            >
              <option value="now">is known now</option>
              <option value="then">was known then</option>
              {past?.knownAt != null && past.knownAt !== past.asOf && (
                <option value="other">{`was known on ${fullDayAndTime(past.knownAt)}`}</option>
              )}
            </NativeSelect>
          )}
        </Labelled>
      </div>
    </Card>
  );
}

/** The ends of a slider: of a long one, the day is enough. */
function endOf(instant: Date, span: SpanName): string {
  return span === "day" ? dayAndTime(instant) : shortDay(instant);
}

/** News may come later than the money: a statement tells of a payment whose callback was lost. */
function known({ asOf, knownAt }: Past): string {
  if (knownAt === null) return "with all that is known now";
  return knownAt === asOf ? "as it was known then" : `as known on ${fullDayAndTime(knownAt)}`;
}

type StepProps = {
  name: string;
  disabled?: boolean;
  onClick: () => void;
  children: ReactNode;
};

function Step({ name, children, ...rest }: StepProps) {
  return (
    <Button look="quiet" size="icon" aria-label={name} title={name} {...rest}>
      {children}
    </Button>
  );
}

type LabelledProps = { name: string; className?: string; children: (id: string) => ReactNode };

function Labelled({ name, className, children }: LabelledProps) {
  const id = useId();
  return (
    <div className={cx("grid gap-1 text-sm sm:min-w-44", className)}>
      <label htmlFor={id} className="text-soft">
        {name}
      </label>
      {children(id)}
    </div>
  );
}

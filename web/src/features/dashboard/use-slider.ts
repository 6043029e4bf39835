import { useEffect, useState } from "react";
import { movedTo, type Past } from "./past";

const MINUTE_MS = 60_000;
export const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;

export type SpanName = "day" | "week" | "month" | "half-year";

/** How long the slider is, and how far one press of an arrow key goes. */
export const SPANS: Record<SpanName, { words: string; lengthMs: number; stepMs: number }> = {
  day: { words: "a day", lengthMs: DAY_MS, stepMs: 5 * MINUTE_MS },
  week: { words: "a week", lengthMs: 7 * DAY_MS, stepMs: HOUR_MS },
  month: { words: "30 days", lengthMs: 30 * DAY_MS, stepMs: 3 * HOUR_MS },
  "half-year": { words: "half a year", lengthMs: 182 * DAY_MS, stepMs: DAY_MS },
};

/** The figures are asked for once the hand rests, not at every step on the way. */
const REST_MS = 200;

const floorToMinute = (timeMs: number) => timeMs - (timeMs % MINUTE_MS);

/** Where the slider stands, between which ends, and where it is moved to. */
export function useSlider(past: Past | null, onPast: (past: Past) => void) {
  const [now] = useState(() => floorToMinute(Date.now()));
  const [span, setSpan] = useState<SpanName>("month");
  const [end, setEnd] = useState(now);
  const settled = past === null ? now : Date.parse(past.asOf);
  const [moment, setMoment] = useState(settled);

  // The address leads: a link, Back, and what came of the last move.
  const [followed, setFollowed] = useState(settled);
  if (followed !== settled) {
    setFollowed(settled);
    setMoment(settled);
  }
  // The slider lies over the moment, and stays where it is while that moves along it.
  const { lengthMs } = SPANS[span];
  if (moment > end || moment < end - lengthMs) {
    setEnd(Math.max(moment, Math.min(now, moment + lengthMs / 2)));
  }

  useEffect(() => {
    if (moment === settled) return;
    const timer = setTimeout(() => onPast(movedTo(past, new Date(moment))), REST_MS);
    return () => clearTimeout(timer);
  }, [moment, settled, past, onPast]);

  const moveTo = (timeMs: number) => setMoment(Math.min(now, timeMs));
  return {
    now,
    end,
    span,
    moment,
    setSpan,
    moveTo,
    moveBy: (byMs: number) => moveTo(moment + byMs),
  };
}

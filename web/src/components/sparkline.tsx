import { cx } from "@/lib/cx";

type Props = {
  /** What the line shows, for those who do not see it. */
  label: string;
  /** From the oldest to the newest. */
  values: number[];
  className?: string;
};

const WIDTH = 100;
const HEIGHT = 28;
/** The line is as thick at its highest and lowest as between. */
const INSET = 2.5;

/** How something went, without scale or numbers: whoever needs those finds them beside it. */
export function Sparkline({ label, values, className }: Props) {
  const points = pointsOf(values);
  const last = points.at(-1);
  if (last === undefined || points.length < 2) return null;
  const line = points.map(([x, y]) => `${x.toFixed(2)},${y.toFixed(2)}`).join(" ");
  return (
    <svg
      role="img"
      aria-label={label}
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      className={cx("h-7 w-full overflow-visible text-brand", className)}
      preserveAspectRatio="none"
    >
      <polygon
        points={`${points[0]?.[0]},${HEIGHT} ${line} ${last[0]},${HEIGHT}`}
        className="fill-current opacity-10"
      />
      <polyline
        points={line}
        className="fill-none stroke-current"
        strokeWidth={1.5}
        strokeLinejoin="round"
        vectorEffect="non-scaling-stroke"
      />
    </svg>
  );
}

/** The lowest line is nothing, not the least of the values: a good day must not look like none. */
export function pointsOf(values: number[]): [number, number][] {
  const highest = Math.max(1, ...values);
  const step = WIDTH / Math.max(1, values.length - 1);
  const room = HEIGHT - 2 * INSET;
  return values.map((value, index) => [
    index * step,
    HEIGHT - INSET - (room * Math.max(0, value)) / highest,
  ]);
}

import { Link, type LinkProps } from "@tanstack/react-router";
import { CircleAlert, CircleCheck } from "lucide-react";
import { Sparkline } from "@/components/sparkline";
import { cx } from "@/lib/cx";

export type FigureProps = {
  label: string;
  value: string;
  note?: string | undefined;
  /** Set for figures that ask for something: whether all is well, in an icon and a word. */
  health?: "well" | "attention";
  link?: Pick<LinkProps, "to" | "search">;
  /** How it went until now. */
  trend?: { label: string; values: number[] };
};

/** One figure. Where it has a list behind it, the whole tile leads there. */
export function Figure({ label, value, note, health, link, trend }: FigureProps) {
  const body = (
    <>
      <span className="flex items-start justify-between gap-2 text-sm text-soft">
        {label}
        {health === "well" && (
          <CircleCheck
            role="img"
            aria-label="All is well"
            className="mt-0.5 size-4 shrink-0 text-good"
          />
        )}
        {health === "attention" && (
          <CircleAlert
            role="img"
            aria-label="Needs attention"
            className="mt-0.5 size-4 shrink-0 text-warn"
          />
        )}
      </span>
      <span
        className={cx(
          "figures mt-1 block wrap-break-word font-bold text-lg tracking-tight sm:text-2xl",
          health === "attention" && "text-warn",
        )}
      >
        {value}
      </span>
      <span className="figures block min-h-5 text-sm text-soft">{note}</span>
      {trend && <Sparkline {...trend} className="mt-auto pt-1.5" />}
    </>
  );
  const style = "flex flex-col rounded-xl border border-line bg-card px-4 py-3.5 shadow-card";
  return link ? (
    <Link {...link} className={cx(style, "transition-colors hover:border-line-strong")}>
      {body}
    </Link>
  ) : (
    <div className={style}>{body}</div>
  );
}

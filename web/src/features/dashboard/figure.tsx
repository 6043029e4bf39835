import { Link, type LinkProps } from "@tanstack/react-router";
import { CircleAlert, CircleCheck } from "lucide-react";
import { cx } from "@/lib/cx";

export type FigureProps = {
  label: string;
  value: string;
  note?: string | undefined;
  /** Set for figures that ask for something: whether all is well, in an icon and a word. */
  health?: "well" | "attention";
  link?: Pick<LinkProps, "to" | "search">;
};

/** One figure. Where it has a list behind it, the whole tile leads there. */
export function Figure({ label, value, note, health, link }: FigureProps) {
  const body = (
    <>
      <span className="flex items-center justify-between gap-2 text-sm text-soft">
        {label}
        {health === "well" && (
          <CircleCheck role="img" aria-label="All is well" className="size-4 text-good" />
        )}
        {health === "attention" && (
          <CircleAlert role="img" aria-label="Needs attention" className="size-4 text-warn" />
        )}
      </span>
      <span
        className={cx(
          "figures mt-1 block whitespace-nowrap font-bold text-lg tracking-tight sm:text-2xl",
          health === "attention" && "text-warn",
        )}
      >
        {value}
      </span>
      <span className="figures block min-h-5 text-sm text-soft">{note}</span>
    </>
  );
  const style = "block rounded-xl border border-line bg-card px-4 py-3.5 shadow-card";
  return link ? (
    <Link {...link} className={cx(style, "transition-colors hover:border-line-strong")}>
      {body}
    </Link>
  ) : (
    <div className={style}>{body}</div>
  );
}

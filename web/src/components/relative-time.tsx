import { Tooltip } from "@/components/ui/tooltip";
import { exactTime, relativeTime } from "@/lib/time";
import { useNow } from "@/lib/use-now";

/** The exact Nairobi time, and how long ago that is: for the few moments that a page is about. */
export function ExactTime({ at }: { at: string }) {
  const now = useNow(15_000);
  return (
    <time dateTime={at} className="figures">
      {exactTime(at)}
      <span className="block text-soft print:hidden">{relativeTime(at, now)}</span>
    </time>
  );
}

/** *3 minutes ago*; the exact Nairobi time on hover and on keyboard focus. */
export function RelativeTime({ at }: { at: string }) {
  const now = useNow(15_000);
  return (
    <Tooltip text={exactTime(at)}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: the exact time must be reachable by keyboard too. */}
      <time dateTime={at} tabIndex={0} className="relative z-10 whitespace-nowrap rounded-sm">
        <span className="print:hidden">{relativeTime(at, now)}</span>
        {/* On paper, nobody knows when "3 minutes ago" was. */}
        <span className="hidden whitespace-normal print:inline">{exactTime(at)}</span>
      </time>
    </Tooltip>
  );
}

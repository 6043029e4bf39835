import { clockTime, dayAndTime, daysBetween } from "@/lib/time";
import { type Language, useLanguage } from "./language";

/** `18:42`, `tomorrow 18:42` or `Mon 30 Nov, 18:42`, always in Nairobi. */
function untilText(endDate: string, now: Date, language: Language, tomorrow: string): string {
  switch (daysBetween(now, endDate)) {
    case 0:
      return clockTime(endDate);
    case 1:
      return `${tomorrow} ${clockTime(endDate)}`;
    default:
      return dayAndTime(endDate, language);
  }
}

export function Until({ endDate, now }: { endDate: string; now: Date }) {
  const { language, words } = useLanguage();
  return (
    <time dateTime={endDate} className="figures">
      {untilText(endDate, now, language, words.active.tomorrow)}
    </time>
  );
}

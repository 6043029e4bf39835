import { countOf } from "@/lib/count";

const format = new Intl.NumberFormat("en", { maximumFractionDigits: 1 });

/** `812 bytes`, `12.5 kB`, `1.2 MB` */
export function formatBytes(count: number): string {
  if (count < 1_000) return countOf(count, "byte");
  return count < 1_000_000
    ? `${format.format(count / 1_000)} kB`
    : `${format.format(count / 1_000_000)} MB`;
}

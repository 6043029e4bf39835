import { Amount } from "@/components/amount";

/** Of a charge that is not what Safaricom's tariff says: both amounts. */
export function Expected({ cents, expected }: { cents: number; expected: number | null }) {
  if (expected === null) return null;
  return (
    <span className="block">
      <Amount cents={-cents} /> was charged, <Amount cents={-expected} /> is due.
    </span>
  );
}

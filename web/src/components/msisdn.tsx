import { formatMsisdn } from "@/lib/msisdn";

export function Msisdn({ number }: { number: string }) {
  return <span className="figures whitespace-nowrap">{formatMsisdn(number)}</span>;
}

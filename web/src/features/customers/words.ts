import { formatMsisdn } from "@/lib/msisdn";
import type { Customer } from "@/services/contract";

/** What a customer is called; those who never said have their phone, and guests not even that. */
export function nameOf({ name, username, phone_number }: Customer): string {
  return name ?? username ?? (phone_number ? formatMsisdn(phone_number) : "Guest");
}

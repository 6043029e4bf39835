import { Contact, FileCheck, type LucideIcon, Phone, ReceiptText, ScrollText } from "lucide-react";
import { formatCount } from "@/lib/count";
import { formatMsisdn, normaliseMsisdn } from "@/lib/msisdn";
import { isReceipt } from "@/lib/receipt";
import { isUuid } from "@/lib/uuid";
import type { Payment } from "@/services/contract";

type Destination = { to: string; search?: Record<string, string> };

export type Choice = {
  /** Also its address: no two lead to the same. */
  key: string;
  name: string;
  hint?: string;
  icon: LucideIcon;
  destination: Destination;
};

export type FindablePlace = { to: string; name: string; icon: LucideIcon };

/** Places whose names have what was typed, those that begin with it first. */
export function placesLike(text: string, places: FindablePlace[]): Choice[] {
  const wanted = text.trim().toLowerCase();
  const at = (place: FindablePlace) => place.name.toLowerCase().indexOf(wanted);
  return places
    .filter((place) => at(place) !== -1)
    .sort((one, other) => Math.sign(at(one)) - Math.sign(at(other)))
    .map(({ to, name, icon }) => ({ key: to, name, icon, destination: { to } }));
}

/** As long as Safaricom's receipts are today: only of such a length do letters alone make one. */
const RECEIPT_CHARS = 10;

/** The receipt that was typed, if it may be one. Digits alone are a phone or a position. */
export function receiptIn(text: string): string | null {
  const receipt = text.trim().toUpperCase();
  if (!isReceipt(receipt) || /^\d+$/.test(receipt)) return null;
  return /\d/.test(receipt) || receipt.length === RECEIPT_CHARS ? receipt : null;
}

/** What can be opened by what was typed alone, without asking anybody. */
export function directFrom(text: string, receipt: string | null, isAuditor: boolean): Choice[] {
  const typed = text.trim();
  const choices: Choice[] = [];
  if (isUuid(typed)) {
    choices.push({
      key: `payment ${typed}`,
      name: "Open the payment of this id",
      hint: typed,
      icon: ReceiptText,
      destination: { to: `/admin/payments/${typed.toLowerCase()}` },
    });
  }
  const phone = normaliseMsisdn(typed);
  if (phone) {
    choices.push({
      key: `customer ${phone}`,
      name: `Customers with ${formatMsisdn(phone)}`,
      icon: Contact,
      destination: { to: "/admin/customers", search: { q: phone } },
    });
    choices.push({
      key: `phone ${phone}`,
      name: `Payments of ${formatMsisdn(phone)}`,
      icon: Phone,
      destination: { to: "/admin/payments", search: { phone } },
    });
  }
  const position = /^#?(\d{1,12})$/.exec(typed)?.[1];
  if (position && isAuditor && !phone) {
    choices.push({
      key: `event ${position}`,
      name: `Event ${formatCount(Number(position))}`,
      icon: ScrollText,
      destination: { to: "/admin/audit", search: { event: position } },
    });
  }
  if (receipt && isAuditor) {
    choices.push({
      key: `proof ${receipt}`,
      name: `Proof of ${receipt}`,
      icon: FileCheck,
      destination: { to: "/admin/audit/proofs", search: { receipt } },
    });
  }
  return choices;
}

export function paymentChoice(payment: Payment, amount: string): Choice {
  const who = payment.customer_name ?? payment.payer_name;
  return {
    key: `payment ${payment.id}`,
    name: `${amount}, ${payment.mpesa_receipt_number ?? "no receipt"}`,
    hint: [who, payment.package?.name].filter(Boolean).join(", "),
    icon: ReceiptText,
    destination: { to: `/admin/payments/${payment.id}` },
  };
}

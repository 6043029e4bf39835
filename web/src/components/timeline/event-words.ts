import {
  BadgeCheck,
  Ban,
  CircleAlert,
  CircleCheck,
  CircleDot,
  CircleX,
  Clock,
  FileText,
  HandCoins,
  Inbox,
  type LucideIcon,
  Send,
  ShieldQuestion,
  Smartphone,
  Undo2,
  UserPlus,
  Wallet,
  Wifi,
  WifiOff,
} from "lucide-react";
import type { Tone } from "@/components/ui/badge";

export type EventWords = { title: string; icon: LucideIcon; tone: Tone };

const KNOWN: Record<string, EventWords> = {
  StkInitiated: { title: "Payment asked for", icon: HandCoins, tone: "neutral" },
  StkDispatched: { title: "Push handed to Safaricom", icon: Send, tone: "neutral" },
  StkAccepted: { title: "Safaricom put the prompt on the phone", icon: Smartphone, tone: "info" },
  StkRejected: { title: "Safaricom refused the push", icon: Ban, tone: "bad" },
  StkUnconfirmed: { title: "The push's answer was lost", icon: CircleAlert, tone: "warn" },
  C2bReceived: { title: "Money came unprompted", icon: HandCoins, tone: "info" },
  CallbackReceived: { title: "An outcome was reported", icon: Inbox, tone: "info" },
  PaymentCompleted: { title: "Payment completed", icon: CircleCheck, tone: "good" },
  PaymentConfirmed: { title: "Paid, receipt to follow", icon: CircleCheck, tone: "good" },
  ReceiptAttached: { title: "Receipt attached", icon: BadgeCheck, tone: "good" },
  PaymentFailed: { title: "Payment failed", icon: CircleX, tone: "bad" },
  PaymentExpired: { title: "Payment expired", icon: Clock, tone: "neutral" },
  PaymentUnallocated: { title: "Nobody to credit yet", icon: CircleAlert, tone: "warn" },
  AmountMismatched: { title: "Another amount was paid", icon: CircleAlert, tone: "warn" },
  ExtraReceiptCredited: { title: "A second receipt was credited", icon: CircleAlert, tone: "warn" },
  ConflictingOutcomeReported: { title: "Reports contradict", icon: CircleAlert, tone: "warn" },
  PaymentReversed: { title: "Money returned", icon: Undo2, tone: "warn" },
  ReportHeld: { title: "It waits for Safaricom's word", icon: ShieldQuestion, tone: "warn" },
  HoldUnanswered: { title: "Safaricom has not answered", icon: CircleAlert, tone: "warn" },
  HoldReleased: { title: "The report is taken for true", icon: BadgeCheck, tone: "good" },
  HoldRefuted: { title: "Safaricom has no such payment", icon: CircleX, tone: "bad" },
  RefundRequested: { title: "Money asked back", icon: HandCoins, tone: "neutral" },
  RefundApproved: { title: "A second person agreed", icon: BadgeCheck, tone: "good" },
  RefundSent: { title: "Safaricom asked to return it", icon: Send, tone: "neutral" },
  RefundUnsent: { title: "Safaricom was out of reach", icon: CircleAlert, tone: "warn" },
  RefundReversed: { title: "Reversal done", icon: CircleCheck, tone: "good" },
  RefundPaid: { title: "Customer paid out", icon: CircleCheck, tone: "good" },
  RefundFailed: { title: "Money not returned", icon: CircleX, tone: "bad" },
  WalletShort: { title: "More was taken than the wallet held", icon: CircleAlert, tone: "warn" },
  SubscriptionShortened: { title: "Time taken back", icon: WifiOff, tone: "warn" },
  WalletCredited: { title: "Wallet credited", icon: Wallet, tone: "neutral" },
  WalletDebited: { title: "Wallet debited", icon: Wallet, tone: "neutral" },
  SubscriptionActivated: { title: "Internet switched on", icon: Wifi, tone: "good" },
  SubscriptionExtended: { title: "Time added", icon: Wifi, tone: "good" },
  SubscriptionExpired: { title: "Time ended", icon: WifiOff, tone: "neutral" },
  TaxInvoiceDrawn: { title: "Tax invoice drawn", icon: FileText, tone: "neutral" },
  CreditNoteDrawn: { title: "Credit note drawn", icon: FileText, tone: "neutral" },
  TaxInvoiceIssued: { title: "Tax invoice signed", icon: BadgeCheck, tone: "good" },
  CreditNoteIssued: { title: "Credit note signed", icon: BadgeCheck, tone: "good" },
  TaxDocumentRefused: { title: "Tax authority refused it", icon: CircleAlert, tone: "warn" },
  UserRegistered: { title: "Customer registered", icon: UserPlus, tone: "neutral" },
  LineAdded: { title: "Line added", icon: CircleDot, tone: "neutral" },
};

/** An event that has no words here yet is told by its own name: `WalletRefunded`, "Wallet refunded". */
export function wordsFor(eventType: string): EventWords {
  const known = KNOWN[eventType];
  if (known) return known;
  const spaced = eventType.replace(/(?<=[a-z\d])([A-Z])/g, " $1").toLowerCase();
  return {
    title: spaced.charAt(0).toUpperCase() + spaced.slice(1),
    icon: CircleDot,
    tone: "neutral",
  };
}

const ACTORS: Record<string, string> = {
  safaricom: "Safaricom",
  service: "Daftari",
  operator: "an operator",
  anonymous: "a visitor",
};

/** Who did it. Users are known to events by their ids alone, of which the end tells them apart. */
export function actorName(actor: string): string {
  const id = /^user:(.+)$/.exec(actor)?.[1];
  return id ? `user …${id.slice(-6)}` : (ACTORS[actor] ?? actor);
}

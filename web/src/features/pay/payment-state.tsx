import {
  CircleCheck,
  CircleHelp,
  CircleX,
  Clock,
  Hourglass,
  type LucideIcon,
  Merge,
  Undo2,
  Wallet,
  Wifi,
} from "lucide-react";
import { Badge, type Tone } from "@/components/ui/badge";
import { known, type Payment, type PaymentProgress } from "@/services/contract";
import { useLanguage, type Words } from "./language";
import { isOnline } from "./outcome";

type State = { tone: Tone; icon: LucideIcon; word: keyof Words["history"]["states"] };

const STATES: Record<PaymentProgress, State> = {
  REQUESTED: { tone: "info", icon: Clock, word: "waiting" },
  PROMPTED: { tone: "info", icon: Clock, word: "waiting" },
  CONFIRMING: { tone: "warn", icon: Hourglass, word: "confirming" },
  PAID: { tone: "good", icon: CircleCheck, word: "received" },
  CONNECTED: { tone: "good", icon: Wifi, word: "connected" },
  FAILED: { tone: "bad", icon: CircleX, word: "notPaid" },
  EXPIRED: { tone: "neutral", icon: CircleHelp, word: "notSeen" },
  UNALLOCATED: { tone: "warn", icon: Hourglass, word: "inSuspense" },
  MERGED: { tone: "neutral", icon: Merge, word: "merged" },
  REVERSED: { tone: "warn", icon: Undo2, word: "returned" },
};
const IN_WALLET: State = { tone: "good", icon: Wallet, word: "inWallet" };
const ENDED: State = { tone: "neutral", icon: CircleCheck, word: "ended" };

function stateOf(payment: Payment, now: Date): State {
  if (payment.progress === "PAID" && payment.kept_in_wallet !== null) return IN_WALLET;
  if (payment.progress === "CONNECTED" && !isOnline(payment, now)) return ENDED;
  // Of a state that only a newer server knows, the truth is not known here.
  return known(STATES, payment.progress) ?? STATES.CONFIRMING;
}

/** What a payment has come to, in a word or two. */
export function PaymentState({ payment, now }: { payment: Payment; now: Date }) {
  const { words } = useLanguage();
  const { tone, icon, word } = stateOf(payment, now);
  return (
    <Badge tone={tone} icon={icon}>
      {words.history.states[word]}
    </Badge>
  );
}

import {
  Ban,
  CircleCheck,
  CircleHelp,
  CirclePause,
  CircleX,
  Clock,
  Eye,
  Hourglass,
  type LucideIcon,
  Merge,
  Send,
  Undo2,
} from "lucide-react";
import { Badge, type Tone } from "@/components/ui/badge";
import { sentenceCase } from "@/lib/sentence-case";
import { known, type PaymentStatus } from "@/services/contract";

type Look = { tone: Tone; icon: LucideIcon; label: string };

const PAYMENT: Record<PaymentStatus, Look> = {
  PENDING: { tone: "info", icon: Clock, label: "Pending" },
  COMPLETED: { tone: "good", icon: CircleCheck, label: "Completed" },
  FAILED: { tone: "bad", icon: CircleX, label: "Failed" },
  EXPIRED: { tone: "neutral", icon: Clock, label: "Expired" },
  UNALLOCATED: { tone: "warn", icon: CircleHelp, label: "Unallocated" },
  MERGED: { tone: "neutral", icon: Merge, label: "Merged" },
  REVERSED: { tone: "warn", icon: Undo2, label: "Reversed" },
};

const SUBSCRIPTION: Record<string, Look> = {
  ACTIVE: { tone: "good", icon: CircleCheck, label: "Active" },
  PAUSED: { tone: "warn", icon: CirclePause, label: "Paused" },
  EXPIRED: { tone: "neutral", icon: Clock, label: "Expired" },
  CANCELLED: { tone: "bad", icon: CircleX, label: "Cancelled" },
  SUSPENDED: { tone: "warn", icon: Ban, label: "Suspended" },
};

const DELIVERY: Record<string, Look> = {
  PENDING: { tone: "info", icon: Clock, label: "Pending" },
  DONE: { tone: "good", icon: CircleCheck, label: "Done" },
  UNREADABLE: { tone: "bad", icon: CircleX, label: "Unreadable" },
  REFUSED: { tone: "warn", icon: Ban, label: "Refused" },
};

const REFUND: Record<string, Look> = {
  AWAITS_APPROVAL: { tone: "warn", icon: Hourglass, label: "Awaits approval" },
  WAITING: { tone: "info", icon: Clock, label: "Waiting" },
  SENT: { tone: "info", icon: Send, label: "Sent" },
  COMPLETED: { tone: "good", icon: CircleCheck, label: "Completed" },
  FAILED: { tone: "bad", icon: CircleX, label: "Failed" },
};

const TAX: Record<string, Look> = {
  WAITING: { tone: "info", icon: Clock, label: "Waiting" },
  ISSUED: { tone: "good", icon: CircleCheck, label: "Issued" },
  REFUSED: { tone: "bad", icon: CircleX, label: "Refused" },
};

function LookBadge({ look }: { look: Look }) {
  return (
    <Badge tone={look.tone} icon={look.icon}>
      {look.label}
    </Badge>
  );
}

/** A state of a newer server, told by its own name. */
function unknownLook(name: string): Look {
  return { tone: "neutral", icon: CircleHelp, label: sentenceCase(name) };
}

export function PaymentBadge({ status }: { status: string }) {
  return <LookBadge look={known(PAYMENT, status) ?? unknownLook(status)} />;
}

export function SubscriptionBadge({ status }: { status: string }) {
  return <LookBadge look={known(SUBSCRIPTION, status) ?? unknownLook(status)} />;
}

export function DeliveryBadge({ state }: { state: string }) {
  return <LookBadge look={known(DELIVERY, state) ?? unknownLook(state)} />;
}

export function RefundBadge({ stage }: { stage: string }) {
  return <LookBadge look={known(REFUND, stage) ?? unknownLook(stage)} />;
}

export function TaxBadge({ stage }: { stage: string }) {
  return <LookBadge look={known(TAX, stage) ?? unknownLook(stage)} />;
}

export function ActiveBadge({ active, off }: { active: boolean; off: string }) {
  return active ? (
    <Badge tone="good" icon={CircleCheck}>
      Active
    </Badge>
  ) : (
    <Badge tone="neutral" icon={Ban}>
      {off}
    </Badge>
  );
}

export function NeedsLookBadge() {
  return (
    <Badge tone="warn" icon={Eye}>
      Needs a look
    </Badge>
  );
}

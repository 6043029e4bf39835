import { CircleAlert, Info } from "lucide-react";
import { type ReactNode, useEffect, useState } from "react";
import { Link } from "wouter";
import { Button, buttonStyle } from "@/components/ui/button";
import type { Problem } from "@/services/problem";
import type { Order } from "./buy";
import { useLanguage, type Words } from "./language";
import { lastPaymentFrom } from "./memory";

type Props = {
  problem: Problem;
  order: Order;
  onForce: () => void;
  onUseBalance: () => void;
  onDismiss: () => void;
};

/** Why nothing was sent to the phone, and what can be done about it, in the person's language. */
export function Refusal({ problem, order, onForce, onUseBalance, onDismiss }: Props) {
  const { words } = useLanguage();
  switch (problem.code) {
    case "bought_just_now":
      return (
        <Notice tone="info" text={words.refused.boughtJustNow}>
          <Button look="primary" size="small" onClick={onForce}>
            {words.refused.buyAgain}
          </Button>
          <Button size="small" onClick={onDismiss}>
            {words.refused.notAgain}
          </Button>
        </Notice>
      );
    case "wallet_covers_price":
      return (
        <Notice tone="info" text={words.refused.walletCovers}>
          <Button look="primary" size="small" onClick={onUseBalance}>
            {words.refused.useBalance}
          </Button>
          <Button size="small" onClick={onDismiss}>
            {words.refused.notAgain}
          </Button>
        </Notice>
      );
    case "push_in_progress":
      return <PushInProgress problem={problem} order={order} onOver={onDismiss} />;
    default:
      return (
        <Notice tone="bad" text={sentenceFor(problem, words)}>
          {problem.requestId && (
            <span className="text-soft text-xs">{words.home.requestId(problem.requestId)}</span>
          )}
        </Notice>
      );
  }
}

function sentenceFor(problem: Problem, words: Words): string {
  switch (problem.code) {
    case "invalid_phone_number":
      return words.refused.invalidPhone;
    case "package_not_found":
      return words.refused.packageGone;
    case "rate_limited":
      return words.refused.tooMany;
    case "unreachable":
    case "timed_out":
      return words.refused.unreachable;
    default:
      return `${words.refused.other} ${problem.message}`;
  }
}

function PushInProgress({
  problem,
  order,
  onOver,
}: {
  problem: Problem;
  order: Order;
  onOver: () => void;
}) {
  const { words } = useLanguage();
  const secondsLeft = useCountdown(problem.retryAfterSeconds ?? 0, onOver);
  const earlier = lastPaymentFrom(order.phone);
  return (
    <Notice tone="info" text={words.refused.pushInProgress}>
      {secondsLeft > 0 && (
        <span className="figures text-sm text-soft">{words.refused.waitSeconds(secondsLeft)}</span>
      )}
      {earlier && (
        <Link href={`/pay/${earlier.id}`} className={buttonStyle({ size: "small" })}>
          {words.refused.seePayment}
        </Link>
      )}
    </Notice>
  );
}

function useCountdown(seconds: number, onOver: () => void): number {
  const [left, setLeft] = useState(seconds);
  useEffect(() => {
    if (seconds <= 0) return;
    const endMs = Date.now() + seconds * 1000;
    const timer = setInterval(() => {
      const remaining = Math.ceil((endMs - Date.now()) / 1000);
      setLeft(Math.max(0, remaining));
      if (remaining <= 0) {
        clearInterval(timer);
        onOver();
      }
    }, 500);
    return () => clearInterval(timer);
  }, [seconds, onOver]);
  return left;
}

function Notice({
  tone,
  text,
  children,
}: {
  tone: "info" | "bad";
  text: string;
  children?: ReactNode;
}) {
  const Icon = tone === "bad" ? CircleAlert : Info;
  return (
    <div
      role="alert"
      className={`grid gap-2.5 rounded-lg p-3 ${tone === "bad" ? "bg-bad-soft" : "bg-info-soft"}`}
    >
      <p className={`flex gap-2 text-sm ${tone === "bad" ? "text-bad" : "text-info"}`}>
        <Icon aria-hidden className="mt-0.5 size-4 shrink-0" />
        {text}
      </p>
      <div className="flex flex-wrap items-center gap-2 empty:hidden">{children}</div>
    </div>
  );
}

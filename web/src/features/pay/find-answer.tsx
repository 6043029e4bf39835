import { type UseMutationResult, useQuery } from "@tanstack/react-query";
import { CircleAlert, CircleCheck, Hourglass, type LucideIcon, SearchX, Undo2 } from "lucide-react";
import { type ReactNode, useEffect, useRef } from "react";
import { formatMsisdn } from "@/lib/msisdn";
import { type FoundPayment, known, type Provider, type Standing } from "@/services/contract";
import { type Problem, problemFromThrown } from "@/services/problem";
import { homeLine, paymentQuery, providerQuery, visitorQuery } from "./api";
import type { Said } from "./find-payment";
import { useLanguage, type Words } from "./language";

type Props = {
  finding: UseMutationResult<FoundPayment, Error, Said>;
  paymentId: string | null;
};

/** What the look-up came to, where it does not lead to the payment's own page. */
export function FindAnswer({ finding, paymentId }: Props) {
  const { words } = useLanguage();
  if (finding.isSuccess && finding.data.payment === null) {
    return <Answer {...sentenceOf(finding.data.standing, words)} />;
  }
  if (!finding.isError) return null;
  const problem = problemFromThrown(finding.error);
  if (problem.code === "payment_not_seen") {
    return <NotSeen said={finding.variables} paymentId={paymentId} />;
  }
  return (
    <Answer tone="bad" icon={CircleAlert} title={words.refused.other}>
      <p>{sentenceFor(problem, words)}</p>
      {problem.requestId && (
        <p className="text-soft text-xs">{words.home.requestId(problem.requestId)}</p>
      )}
    </Answer>
  );
}

type Tone = "good" | "warn" | "bad";

const TONES: Record<Tone, string> = {
  good: "bg-good-soft text-good",
  warn: "bg-warn-soft text-warn",
  bad: "bg-bad-soft text-bad",
};

/** It takes the focus: whoever pressed the button below a long message sees and hears it at once. */
function Answer({
  tone,
  icon: Icon,
  title,
  children,
}: {
  tone: Tone;
  icon: LucideIcon;
  title: string;
  children: ReactNode;
}) {
  const box = useRef<HTMLElement>(null);
  useEffect(() => box.current?.focus(), []);
  return (
    <section
      ref={box}
      tabIndex={-1}
      aria-label={title}
      className={`mt-4 flex gap-3 rounded-xl p-4 ${TONES[tone]}`}
    >
      <Icon aria-hidden className="mt-0.5 size-5 shrink-0" />
      <div className="grid min-w-0 gap-2 [overflow-wrap:anywhere]">
        <h2 className="font-bold">{title}</h2>
        {children}
      </div>
    </section>
  );
}

/** What became of money that opens nothing more to whoever paid it. */
function sentenceOf(standing: string, words: Words) {
  const good = { tone: "good", icon: CircleCheck, title: words.paid.arrivedTitle } as const;
  const waits = { tone: "warn", icon: Hourglass } as const;
  const answers: Record<
    Standing,
    Omit<Parameters<typeof Answer>[0], "children"> & { text: string }
  > = {
    ARRIVED: { ...good, text: words.paid.arrived },
    CONNECTED: { ...good, text: words.paid.connected },
    ENDED: { ...good, text: words.paid.ended },
    IN_WALLET: { ...good, text: words.paid.inWallet },
    IN_SUSPENSE: { ...waits, title: words.pay.suspenseTitle, text: words.pay.suspense },
    VERIFYING: { ...waits, title: words.paid.verifyingTitle, text: words.paid.verifying },
    RETURNED: {
      tone: "warn",
      icon: Undo2,
      title: words.pay.reversedTitle,
      text: words.paid.returned,
    },
  };
  // A newer server may know of more; that the payment is known is true of all of them.
  const { text, ...answer } = known(answers, standing) ?? answers.ARRIVED;
  return { ...answer, children: <p>{text}</p> };
}

function sentenceFor(problem: Problem, words: Words): string {
  switch (problem.code) {
    case "rate_limited":
      return words.refused.tooMany;
    case "unreachable":
    case "timed_out":
      return words.refused.unreachable;
    default:
      return problem.message;
  }
}

function NotSeen({ said, paymentId }: { said: Said | undefined; paymentId: string | null }) {
  const { words } = useLanguage();
  const provider = useQuery(providerQuery);
  const visitor = useQuery(visitorQuery);
  const payment = useQuery({ ...paymentQuery(paymentId ?? ""), enabled: paymentId !== null });
  const account = payment.data?.account_reference ?? homeLine(visitor.data)?.account_number;
  return (
    <Answer tone="warn" icon={SearchX} title={words.paid.notSeenTitle}>
      <p>{words.paid.notSeen}</p>
      <ul className="figures grid list-disc gap-1 pl-5">
        {said && (
          <li>{words.paid.checkTyped(said.receipt, inOneLine(formatMsisdn(said.phone)))}</li>
        )}
        {provider.data && (
          <li>{words.paid.checkPaidTo(paidTo(provider.data, account ?? null, words))}</li>
        )}
        <li>{words.paid.waitThenRetry}</li>
        <li>{words.paid.askAtCounter}</li>
      </ul>
    </Answer>
  );
}

/** A number is read in one piece. */
function inOneLine(phone: string): string {
  return phone.replaceAll(" ", "\u00a0");
}

/** `Paybill 174379 (Mtaa WiFi), account 1000017`; a till takes no account. */
function paidTo(provider: Provider, account: string | null, words: Words): string {
  const isTill = provider.pay_to === "TILL";
  const number = (isTill ? words.paid.till : words.paid.paybill)(provider.short_code);
  const named = provider.name === null ? number : `${number} (${provider.name})`;
  return isTill || account === null ? named : `${named}, ${words.paid.account(account)}`;
}

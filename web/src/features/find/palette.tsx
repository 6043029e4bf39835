import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { Search } from "lucide-react";
import { Dialog as Radix } from "radix-ui";
import { type KeyboardEvent, useId, useRef, useState } from "react";
import { giveFocusBack } from "@/components/ui/dialog";
import { Spinner } from "@/components/ui/spinner";
import { formatMoney } from "@/lib/money";
import { useRested } from "@/lib/use-rested";
import { problemFromThrown } from "@/services/problem";
import { paymentsByReceipt } from "./api";
import {
  type Choice,
  directFrom,
  type FindablePlace,
  paymentChoice,
  placesLike,
  receiptIn,
} from "./choices";

const REST_MS = 200;

type Props = {
  places: FindablePlace[];
  /** Whether events and proofs are for whoever looks. */
  isAuditor: boolean;
  /** What was typed before this had arrived. */
  begun: string;
  /** What had the focus, and has it again once this is closed. */
  opener: Element;
  onClose: () => void;
};

/** Goes anywhere by typing: to a place by its name, to a payment by its receipt or id. */
export default function Palette({ places, isAuditor, begun, opener, onClose }: Props) {
  const [text, setText] = useState(begun);
  const box = useRef<HTMLInputElement>(null);
  const [active, setActive] = useState(0);
  const navigate = useNavigate();
  const listId = useId();
  const placed = placesLike(text, places);
  // A place that is half typed is not taken for a receipt.
  const receipt = placed.length > 0 ? null : receiptIn(text);
  const asked = useRested(receipt, REST_MS);
  const found = useQuery(paymentsByReceipt(asked));
  const payments = receipt === asked ? (found.data?.items ?? []) : [];

  const choices: Choice[] = [
    ...payments.map((payment) =>
      paymentChoice(payment, formatMoney(payment.amount_paid_cents ?? payment.amount_cents)),
    ),
    ...directFrom(text, receipt, isAuditor),
    ...placed,
  ];
  const at = Math.min(active, choices.length - 1);
  const optionId = (index: number) => `${listId}-${index}`;

  const go = (choice: Choice | undefined) => {
    if (!choice) return;
    onClose();
    void navigate(choice.destination);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const last = choices.length - 1;
    const moves: Record<string, number> = {
      ArrowDown: at >= last ? 0 : at + 1,
      ArrowUp: at <= 0 ? last : at - 1,
    };
    const next = moves[event.key];
    if (next !== undefined) {
      event.preventDefault();
      setActive(next);
    } else if (event.key === "Enter" && !event.nativeEvent.isComposing) {
      event.preventDefault();
      go(choices[at]);
    }
  };

  return (
    <Radix.Root open onOpenChange={(open) => !open && onClose()}>
      <Radix.Portal>
        <Radix.Overlay className="fixed inset-0 z-40 bg-black/45" />
        <Radix.Content
          aria-describedby={undefined}
          // By itself the dialog would select what was typed, and the next letter replace it.
          onOpenAutoFocus={(event) => {
            event.preventDefault();
            box.current?.focus();
            box.current?.setSelectionRange(begun.length, begun.length);
          }}
          onCloseAutoFocus={(event) => giveFocusBack(event, opener)}
          className="fixed top-[min(15dvh,8rem)] left-1/2 z-50 flex max-h-[70dvh] w-[min(36rem,calc(100vw-2rem))] -translate-x-1/2 flex-col overflow-hidden rounded-xl border border-line bg-card shadow-card"
        >
          <Radix.Title className="sr-only">Find</Radix.Title>
          <div className="flex items-center gap-3 border-line border-b px-4">
            <Search aria-hidden className="size-5 shrink-0 text-soft" />
            <input
              ref={box}
              role="combobox"
              aria-label="Go to a place, or to a payment by its receipt, id or phone"
              aria-expanded={choices.length > 0}
              aria-controls={listId}
              aria-autocomplete="list"
              aria-activedescendant={choices.length > 0 ? optionId(at) : undefined}
              autoComplete="off"
              spellCheck={false}
              placeholder="A place, a receipt, an id, a phone"
              value={text}
              onChange={(event) => {
                setText(event.target.value);
                setActive(0);
              }}
              onKeyDown={onKeyDown}
              className="h-13 min-w-0 flex-1 bg-transparent outline-none placeholder:text-soft"
            />
            {found.isFetching && <Spinner className="size-5 text-soft" />}
          </div>
          <div
            id={listId}
            role="listbox"
            aria-label="Where to"
            className="min-h-0 overflow-y-auto p-1.5"
          >
            {choices.map((choice, index) => (
              <Option
                key={choice.key}
                id={optionId(index)}
                choice={choice}
                isActive={index === at}
                onPoint={() => setActive(index)}
                onGo={() => go(choice)}
              />
            ))}
          </div>
          <p role="status" className="px-4 pb-3 text-sm text-soft empty:hidden">
            {wordsFor({ receipt, asked, text, choices: choices.length, payments, found })}
          </p>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

type Looked = {
  receipt: string | null;
  asked: string | null;
  text: string;
  choices: number;
  payments: unknown[];
  found: { isError: boolean; error: unknown; data: unknown };
};

/** What became of looking for a receipt, or that nothing fits at all. */
function wordsFor({ receipt, asked, text, choices, payments, found }: Looked): string {
  if (receipt !== null) {
    if (receipt !== asked || (!found.data && !found.isError)) return `Looking for ${receipt}.`;
    if (found.isError) return problemFromThrown(found.error).message;
    return payments.length === 0 ? `No payment has the receipt ${receipt}.` : "";
  }
  return choices === 0 ? `Nothing fits "${text.trim()}".` : "";
}

type OptionProps = {
  id: string;
  choice: Choice;
  isActive: boolean;
  onPoint: () => void;
  onGo: () => void;
};

function Option({ id, choice, isActive, onPoint, onGo }: OptionProps) {
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the keyboard stays in the field, which moves through the options.
    <div
      ref={(element) => {
        if (isActive) element?.scrollIntoView?.({ block: "nearest" });
      }}
      id={id}
      role="option"
      tabIndex={-1}
      aria-selected={isActive}
      onPointerMove={onPoint}
      onClick={onGo}
      className="flex cursor-pointer items-center gap-3 rounded-lg px-3 py-2.5 text-sm aria-selected:bg-sunken"
    >
      <choice.icon aria-hidden className="size-4.5 shrink-0 text-soft" />
      <span className="figures min-w-0">
        <span className="block truncate font-medium">{choice.name}</span>
        {choice.hint && <span className="block truncate text-soft">{choice.hint}</span>}
      </span>
    </div>
  );
}

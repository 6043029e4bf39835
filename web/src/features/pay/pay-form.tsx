import { Smartphone } from "lucide-react";
import { type ReactNode, useId, useState } from "react";
import { Button } from "@/components/ui/button";
import { Spinner } from "@/components/ui/spinner";
import { formatMoney } from "@/lib/money";
import { formatMsisdn, normaliseMsisdn } from "@/lib/msisdn";
import type { Package } from "@/services/contract";
import type { Buying } from "./buy";
import { useLanguage } from "./language";
import { phoneMemory } from "./memory";

type Props = {
  chosen: Package | null;
  buying: Buying;
  onPay: (phone: string) => void;
  onChange: () => void;
  /** What the last attempt was answered, above the button. */
  children: ReactNode;
};

/** Phone and one button. The phone is remembered in M-Pesa's form and shown as people write it. */
export function PayForm({ chosen, buying, onPay, onChange, children }: Props) {
  const { words } = useLanguage();
  const [phone, setPhone] = useState(() => formatMsisdn(phoneMemory.get()));
  const [isPhoneWrong, setPhoneWrong] = useState(false);
  const [isNoneChosen, setNoneChosen] = useState(false);
  const id = useId();
  const isSending = buying.step === "sending";
  const price = chosen && formatMoney(chosen.price_cents, { wholeWhenExact: true });

  function submit() {
    const msisdn = normaliseMsisdn(phone);
    setPhoneWrong(msisdn === null);
    setNoneChosen(chosen === null);
    if (msisdn === null) document.getElementById(id)?.focus();
    if (msisdn === null || chosen === null || isSending) return;
    setPhone(formatMsisdn(msisdn));
    onPay(msisdn);
  }

  return (
    <form
      noValidate
      className="grid gap-3"
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <div className="grid gap-1.5">
        <label htmlFor={id} className="font-medium text-sm">
          {words.form.phone}
        </label>
        <span className="relative">
          <Smartphone
            aria-hidden
            className="pointer-events-none absolute top-1/2 left-3 size-5 -translate-y-1/2 text-soft"
          />
          <input
            id={id}
            type="tel"
            inputMode="tel"
            autoComplete="tel"
            placeholder="0712 345 678"
            value={phone}
            onChange={(event) => {
              setPhone(event.target.value);
              setPhoneWrong(false);
              onChange();
            }}
            aria-invalid={isPhoneWrong || undefined}
            aria-describedby={`${id}-note`}
            className="figures h-12 w-full rounded-lg border border-line-strong bg-card pr-3 pl-11 text-lg placeholder:text-soft aria-invalid:border-bad"
          />
        </span>
        <p id={`${id}-note`} className={`text-sm ${isPhoneWrong ? "text-bad" : "text-soft"}`}>
          {isPhoneWrong ? words.form.phoneWrong : words.form.phoneHint}
        </p>
      </div>
      {children}
      {isNoneChosen && chosen === null && (
        <p role="alert" className="text-bad text-sm">
          {words.form.chooseFirst}
        </p>
      )}
      <Button
        type="submit"
        look="primary"
        size="large"
        aria-disabled={isSending}
        className="w-full"
      >
        {isSending && <Spinner className="size-5" />}
        {isSending ? words.form.sending : price ? words.form.pay(price) : words.form.choose}
      </Button>
      {buying.step === "sending" && buying.retrying && (
        <p role="status" className="text-center text-sm text-soft">
          {words.form.retrying}
        </p>
      )}
    </form>
  );
}

import { type ReactNode, useId, useState } from "react";
import { Button } from "@/components/ui/button";
import { Spinner } from "@/components/ui/spinner";
import { formatMoney } from "@/lib/money";
import { formatMsisdn, normaliseMsisdn } from "@/lib/msisdn";
import type { Package } from "@/services/contract";
import type { Buying } from "./buy";
import { useLanguage } from "./language";
import { phoneMemory } from "./memory";
import { PhoneField } from "./phone-field";

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
      className="grid grid-cols-1 gap-3"
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <PhoneField
        id={id}
        label={words.form.phone}
        hint={words.form.phoneHint}
        value={phone}
        isWrong={isPhoneWrong}
        onChange={(text) => {
          setPhone(text);
          setPhoneWrong(false);
          onChange();
        }}
      />
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

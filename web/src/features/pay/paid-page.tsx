import { useId, useState } from "react";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { Spinner } from "@/components/ui/spinner";
import { formatMsisdn, normaliseMsisdn } from "@/lib/msisdn";
import { FindAnswer } from "./find-answer";
import { useFindPayment } from "./find-payment";
import { useLanguage } from "./language";
import { phoneMemory, recallPayment } from "./memory";
import { MESSAGE_LENGTH_MAX, receiptIn } from "./mpesa-message";
import { PhoneField } from "./phone-field";

type Props = {
  /** The payment that was looked at before, and of which nothing was seen. */
  paymentId: string | null;
};

/** "I have paid": M-Pesa's message and the phone that paid find the payment, and whoever made it. */
export function PaidPage({ paymentId }: Props) {
  const { words } = useLanguage();
  const [message, setMessage] = useState("");
  const [phone, setPhone] = useState(() => formatMsisdn(phoneOf(paymentId)));
  const [wrong, setWrong] = useState({ message: false, phone: false });
  const finding = useFindPayment();
  const id = useId();
  const receipt = receiptIn(message);

  function submit() {
    const msisdn = normaliseMsisdn(phone);
    setWrong({ message: receipt === null, phone: msisdn === null });
    if (receipt === null) document.getElementById(`${id}-message`)?.focus();
    else if (msisdn === null) document.getElementById(`${id}-phone`)?.focus();
    if (receipt === null || msisdn === null || finding.isPending) return;
    setPhone(formatMsisdn(msisdn));
    finding.mutate({ receipt, phone: msisdn });
  }

  return (
    <div className="mx-auto max-w-lg">
      <title>{`${words.home.paid} · Daftari`}</title>
      <h1 className="font-bold text-3xl tracking-tight">{words.home.paid}</h1>
      <p className="mt-1 mb-5 text-soft">{words.paid.lead}</p>
      <Card className="p-5">
        <form
          noValidate
          className="grid gap-4"
          onSubmit={(event) => {
            event.preventDefault();
            submit();
          }}
        >
          <MessageField
            id={`${id}-message`}
            value={message}
            receipt={receipt}
            isWrong={wrong.message}
            onChange={(text) => {
              setMessage(text);
              setWrong((known) => ({ ...known, message: false }));
              finding.reset();
            }}
          />
          <PhoneField
            id={`${id}-phone`}
            label={words.paid.phone}
            hint={words.paid.phoneHint}
            value={phone}
            isWrong={wrong.phone}
            onChange={(text) => {
              setPhone(text);
              setWrong((known) => ({ ...known, phone: false }));
              finding.reset();
            }}
          />
          <Button
            type="submit"
            look="primary"
            size="large"
            aria-disabled={finding.isPending}
            className="h-auto! min-h-13 whitespace-normal!"
          >
            {finding.isPending && <Spinner className="size-5" />}
            {finding.isPending ? words.paid.finding : words.paid.find}
          </Button>
        </form>
      </Card>
      <FindAnswer finding={finding} paymentId={paymentId} />
    </div>
  );
}

function phoneOf(paymentId: string | null): string {
  const remembered = paymentId === null ? null : recallPayment(paymentId);
  return remembered?.phone ?? phoneMemory.get();
}

type MessageProps = {
  id: string;
  value: string;
  receipt: string | null;
  isWrong: boolean;
  onChange: (text: string) => void;
};

/** Takes the message as it is pasted, and says at once which receipt it reads in it. */
function MessageField({ id, value, receipt, isWrong, onChange }: MessageProps) {
  const { words } = useLanguage();
  const note = receipt === null ? words.paid.messageHint : words.paid.receiptRead(receipt);
  return (
    <div className="grid gap-1.5">
      <label htmlFor={id} className="font-medium text-sm">
        {words.paid.message}
      </label>
      <textarea
        id={id}
        rows={4}
        maxLength={MESSAGE_LENGTH_MAX}
        autoComplete="off"
        autoCapitalize="characters"
        spellCheck={false}
        value={value}
        onChange={(event) => onChange(event.target.value)}
        aria-invalid={isWrong || undefined}
        aria-describedby={`${id}-note`}
        className="w-full rounded-lg border border-line-strong bg-card px-3 py-2.5 aria-invalid:border-bad"
      />
      <p
        id={`${id}-note`}
        aria-live="polite"
        className={`text-sm ${isWrong ? "text-bad" : receipt === null ? "text-soft" : "figures font-medium text-good"}`}
      >
        {isWrong ? words.paid.noReceipt : note}
      </p>
    </div>
  );
}

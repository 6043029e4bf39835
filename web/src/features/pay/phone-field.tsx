import { Smartphone } from "lucide-react";
import { useLanguage } from "./language";

type Props = {
  id: string;
  label: string;
  hint: string;
  value: string;
  isWrong: boolean;
  onChange: (text: string) => void;
};

/** The number of a phone, as people write it, and below it what it is for or what is wrong. */
export function PhoneField({ id, label, hint, value, isWrong, onChange }: Props) {
  const { words } = useLanguage();
  return (
    <div className="grid grid-cols-1 gap-1.5">
      <label htmlFor={id} className="font-medium text-sm">
        {label}
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
          value={value}
          onChange={(event) => onChange(event.target.value)}
          aria-invalid={isWrong || undefined}
          aria-describedby={`${id}-note`}
          className="figures h-12 w-full rounded-lg border border-line-strong bg-card pr-3 pl-11 text-lg placeholder:text-soft aria-invalid:border-bad"
        />
      </span>
      <p id={`${id}-note`} className={`text-sm ${isWrong ? "text-bad" : "text-soft"}`}>
        {isWrong ? words.form.phoneWrong : hint}
      </p>
    </div>
  );
}

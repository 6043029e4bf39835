import { useEffect, useState } from "react";
import { inputStyle } from "@/components/ui/field";

const TYPING_PAUSE_MS = 350;

type Props = {
  label: string;
  value: string | undefined;
  /** Undefined takes the filter away. */
  onChange: (value: string | undefined) => void;
  /** Whether what was typed can be asked for. */
  isWhole?: (text: string) => boolean;
  /** What is said while it cannot. */
  partial?: string;
  inputMode?: "numeric" | "decimal";
};

/** Asks the server once the typing pauses, and what was typed is whole. */
export function TypedFilter({
  label,
  value = "",
  onChange,
  isWhole = () => true,
  partial = "Type the whole number.",
  inputMode,
}: Props) {
  const [text, setText] = useState(value);
  const typed = text.trim();
  const isPartial = typed !== "" && !isWhole(typed);
  useEffect(() => setText(value), [value]);
  useEffect(() => {
    if (typed === value || isPartial) return;
    const timer = setTimeout(() => onChange(typed || undefined), TYPING_PAUSE_MS);
    return () => clearTimeout(timer);
  }, [typed, value, isPartial, onChange]);
  return (
    <label className="grid gap-1 text-sm">
      <span className="text-soft">{label}</span>
      <input
        type="search"
        className={inputStyle}
        inputMode={inputMode}
        aria-invalid={isPartial || undefined}
        title={isPartial ? partial : undefined}
        value={text}
        onChange={(event) => setText(event.target.value)}
      />
    </label>
  );
}

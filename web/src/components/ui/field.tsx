import { type ReactNode, useId } from "react";

export const inputStyle =
  "h-10 w-full rounded-lg border border-line-strong bg-card px-3 text-sm text-ink placeholder:text-soft aria-invalid:border-bad";

type Wiring = {
  id: string;
  "aria-invalid"?: true;
  "aria-describedby"?: string;
};

type Props = {
  label: string;
  hint?: string;
  error?: string | undefined;
  children: (wiring: Wiring) => ReactNode;
};

/** A label, its control, and below it the hint or what is wrong, tied together for screen readers. */
export function Field({ label, hint, error, children }: Props) {
  const id = useId();
  const noteId = `${id}-note`;
  const note = error ?? hint;
  return (
    <div className="grid content-start gap-1.5">
      <label htmlFor={id} className="font-medium text-sm">
        {label}
      </label>
      {children({
        id,
        ...(error && { "aria-invalid": true }),
        ...(note && { "aria-describedby": noteId }),
      })}
      {note && (
        <p id={noteId} className={error ? "text-bad text-sm" : "text-sm text-soft"}>
          {note}
        </p>
      )}
    </div>
  );
}

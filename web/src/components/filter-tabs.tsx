import { cx } from "@/lib/cx";
import { sentenceCase } from "@/lib/sentence-case";

type Props = {
  label: string;
  /** Upper-case names, as the API spells them. */
  options: string[];
  chosen: string | undefined;
  onChoose: (option: string | undefined) => void;
};

/** One of a few: *All* takes the filter away. */
export function FilterTabs({ label, options, chosen, onChoose }: Props) {
  const choices = [
    { value: undefined, text: "All" },
    ...options.map((value) => ({
      value,
      text: sentenceCase(value),
    })),
  ];
  return (
    <fieldset className="mb-4 flex flex-wrap gap-1.5 print:hidden">
      <legend className="sr-only">{label}</legend>
      {choices.map(({ value, text }) => (
        <button
          key={text}
          type="button"
          aria-pressed={chosen === value}
          onClick={() => onChoose(value)}
          className={cx(
            "h-9 rounded-full border px-3.5 text-sm",
            chosen === value
              ? "border-ink bg-ink font-medium text-paper"
              : "border-line-strong/60 bg-card hover:bg-sunken",
          )}
        >
          {text}
        </button>
      ))}
    </fieldset>
  );
}

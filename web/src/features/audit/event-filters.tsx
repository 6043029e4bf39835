import { X } from "lucide-react";
import { useId } from "react";
import { actorName } from "@/components/timeline/event-words";
import { TypedFilter } from "@/components/typed-filter";
import { Button } from "@/components/ui/button";
import { NativeSelect } from "@/components/ui/native-select";
import { sentenceCase } from "@/lib/sentence-case";
import { type EventFilters, positionIn } from "./api";
import { ACTORS, EVENT_TYPES } from "./event-types";

type Props = {
  filters: EventFilters;
  /** Undefined takes a filter away. */
  onChange: (changed: { [name in keyof EventFilters]?: string | undefined }) => void;
  onClear: (() => void) | undefined;
};

const POSITION_PARTIAL = "Type a position: a whole number from 1 on.";

/** Filters live in the address; each change of one starts again from the newest event. */
export function EventFilterBar({ filters, onChange, onClear }: Props) {
  const isPosition = (text: string) => positionIn(text) !== null;
  return (
    <section
      aria-label="Filters"
      className="mb-4 grid grid-cols-2 items-end gap-3 sm:grid-cols-3 lg:grid-cols-6 print:hidden"
    >
      <Choice
        label="Of what"
        chosen={filters.aggregate_type}
        onChoose={(aggregate_type) => onChange({ aggregate_type, event_type: undefined })}
        groups={{ "": Object.keys(EVENT_TYPES) }}
        name={sentenceCase}
      />
      <Choice
        label="Event"
        chosen={filters.event_type}
        onChoose={(event_type) => onChange({ event_type })}
        groups={typesOf(filters.aggregate_type)}
        name={(type) => type}
      />
      <Choice
        label="Who"
        chosen={filters.actor}
        onChoose={(actor) => onChange({ actor })}
        groups={{ "": ACTORS }}
        name={(actor) => sentenceCase(actorName(actor))}
      />
      <TypedFilter
        label="From position"
        value={filters.from}
        isWhole={isPosition}
        partial={POSITION_PARTIAL}
        inputMode="numeric"
        onChange={(from) => onChange({ from })}
      />
      <TypedFilter
        label="To position"
        value={filters.to}
        isWhole={isPosition}
        partial={POSITION_PARTIAL}
        inputMode="numeric"
        onChange={(to) => onChange({ to })}
      />
      {onClear && (
        <Button look="quiet" className="justify-self-start" onClick={onClear}>
          <X aria-hidden />
          Clear
        </Button>
      )}
      <Chip
        label="One story"
        id={filters.correlation_id}
        onRemove={() => onChange({ correlation_id: undefined })}
      />
      <Chip
        label={`One ${filters.aggregate_type ?? "stream"}`}
        id={filters.aggregate_id}
        onRemove={() => onChange({ aggregate_id: undefined })}
      />
    </section>
  );
}

function typesOf(aggregateType: string | undefined): Record<string, string[]> {
  const types = aggregateType ? EVENT_TYPES[aggregateType] : undefined;
  return types ? { "": types } : EVENT_TYPES;
}

type ChoiceProps = {
  label: string;
  chosen: string | undefined;
  onChoose: (value: string | undefined) => void;
  /** Values under their headings; those under none stand by themselves. */
  groups: Record<string, string[]>;
  name: (value: string) => string;
};

function Choice({ label, chosen, onChoose, groups, name }: ChoiceProps) {
  const id = useId();
  // What the address names is shown, though it may be of a newer server.
  const isOther = chosen !== undefined && !Object.values(groups).flat().includes(chosen);
  const options = (values: string[]) =>
    values.map((value) => (
      <option key={value} value={value}>
        {name(value)}
      </option>
    ));
  return (
    <label htmlFor={id} className="grid gap-1 text-sm">
      <span className="text-soft">{label}</span>
      <NativeSelect
        id={id}
        value={chosen ?? ""}
        onChange={(event) => onChoose(event.target.value || undefined)}
      >
        <option value="">Any</option>
        {isOther && options([chosen])}
        {Object.entries(groups).map(([group, values]) =>
          group === "" ? (
            options(values)
          ) : (
            <optgroup key={group} label={sentenceCase(group)}>
              {options(values)}
            </optgroup>
          ),
        )}
      </NativeSelect>
    </label>
  );
}

/** A filter that no one types: it comes from a link, and its way out stands beside it. */
function Chip({
  label,
  id,
  onRemove,
}: {
  label: string;
  id: string | undefined;
  onRemove: () => void;
}) {
  if (id === undefined) return null;
  return (
    <span className="col-span-full flex h-10 w-fit max-w-full items-center gap-1 rounded-full border border-line-strong/60 bg-card pr-1 pl-3.5 text-sm">
      <span className="truncate">
        {label} <code className="text-soft">…{id.slice(-8)}</code>
      </span>
      <Button
        look="quiet"
        size="small"
        aria-label={`Show more than ${label.toLowerCase()}`}
        onClick={onRemove}
      >
        <X aria-hidden />
      </Button>
    </span>
  );
}

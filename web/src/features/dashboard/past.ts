/** A past moment: what was so then, as far as is known now or was known at another moment. */
export type Past = {
  asOf: string;
  /** Null: with all that is known now. */
  knownAt: string | null;
};

/** As the address says it. */
export type PastAddress = { as_of?: string; known_at?: string };

/** What cannot be read as a moment is left out; without `as_of` it is now. */
export function pastIn({ as_of, known_at }: PastAddress): Past | null {
  const asOf = instantIn(as_of);
  return asOf === null ? null : { asOf, knownAt: instantIn(known_at) };
}

export function addressOf(past: Past | null): PastAddress {
  if (past === null) return {};
  return {
    as_of: short(past.asOf),
    ...(past.knownAt !== null && { known_at: short(past.knownAt) }),
  };
}

/** The same past at another moment; what was known then goes with it. */
export function movedTo(past: Past | null, asOf: Date): Past {
  const wasKnownThen = past !== null && past.knownAt === past.asOf;
  return {
    asOf: asOf.toISOString(),
    knownAt: wasKnownThen ? asOf.toISOString() : (past?.knownAt ?? null),
  };
}

function instantIn(text: string | undefined): string | null {
  const instant = new Date(text ?? "");
  return Number.isNaN(instant.getTime()) ? null : instant.toISOString();
}

/** Seconds that are none are left out of the address: `2026-11-30T15:42Z`. */
function short(instant: string): string {
  return instant.replace(/:00\.000Z$/, "Z");
}

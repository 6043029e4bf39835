import { describe, expect, it } from "vitest";
import { addressOf, movedTo, pastIn } from "./past";

const then = "2026-11-30T15:42:00.000Z";
const earlier = new Date("2026-11-29T15:42:00Z");

describe("the past in an address", () => {
  it("is read in any zone, and written in one", () => {
    const past = pastIn({ as_of: "2026-11-30T18:42+03:00", known_at: "2026-12-01T00:00:00.5Z" });
    expect(past).toEqual({ asOf: then, knownAt: "2026-12-01T00:00:00.500Z" });
    expect(addressOf(past)).toEqual({
      as_of: "2026-11-30T15:42Z",
      known_at: "2026-12-01T00:00:00.500Z",
    });
  });

  it("is now if it says no moment", () => {
    expect(pastIn({})).toBeNull();
    expect(pastIn({ as_of: "yesterday", known_at: then })).toBeNull();
    expect(addressOf(null)).toEqual({});
  });
});

describe("moving to another moment", () => {
  it("takes along what was known then", () => {
    expect(movedTo({ asOf: then, knownAt: then }, earlier)).toEqual({
      asOf: earlier.toISOString(),
      knownAt: earlier.toISOString(),
    });
  });

  it("leaves what is known now, or at a moment of its own", () => {
    expect(movedTo(null, earlier).knownAt).toBeNull();
    expect(movedTo({ asOf: then, knownAt: null }, earlier).knownAt).toBeNull();
    const known = "2026-12-01T00:00:00.000Z";
    expect(movedTo({ asOf: then, knownAt: known }, earlier).knownAt).toBe(known);
  });
});

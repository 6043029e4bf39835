import { describe, expect, it } from "vitest";
import { checkProof, headIn, leafOf, proofIn, toHex } from "@/lib/proof";
import { EXAMPLE, proofOf } from "@/test/proofs";

it("hashes an event as the documentation's example does", async () => {
  expect(toHex(await leafOf(EXAMPLE))).toBe(
    "593262bb3cb56826f4badce8884b688738a84abeaece3c9a33c1d50b896ade27",
  );
});

describe("a proof", () => {
  it("holds for every event of trees of every size", async () => {
    for (let size = 1; size <= 9; size += 1) {
      for (let position = 1; position <= size; position += 1) {
        const proof = await proofOf(position, size);
        expect(await checkProof(proof), `${position} of ${size}`).toEqual({
          isIncluded: true,
          isSigned: true,
        });
      }
    }
  });

  it("does not hold once a digit of the event was changed", async () => {
    const proof = await proofOf(3, 7);
    const payload = proof.event.payload.replace("5000", "9000");
    const check = await checkProof({ ...proof, event: { ...proof.event, payload } });
    expect(check).toEqual({ isIncluded: false, isSigned: true });
  });

  it("does not hold at another place, by a shorter way, or by a longer one", async () => {
    const proof = await proofOf(3, 7);
    const first = proof.path[0] ?? "";
    for (const altered of [
      { ...proof, event: { ...proof.event, position: 4 } },
      { ...proof, event: { ...proof.event, position: 8 } },
      { ...proof, path: proof.path.slice(1) },
      { ...proof, path: [...proof.path, first] },
    ]) {
      expect((await checkProof(altered))?.isIncluded).toBe(false);
    }
  });

  it("tells a head that its key has not signed", async () => {
    const proof = await proofOf(2, 4);
    const other = await proofOf(2, 5);
    const [text = ""] = other.head.split("\n\n");
    const [, signature = ""] = proof.head.split("\n\n");
    const check = await checkProof({ ...other, head: `${text}\n\n${signature}` });
    expect(check).toEqual({ isIncluded: true, isSigned: false });
  });
});

it("reads bundles of the known format alone", async () => {
  const proof = await proofOf(1, 2);
  expect(proofIn({ format: "daftari/proof/1", ...proof })).toMatchObject(proof);
  expect(proofIn({ format: "daftari/proof/2", ...proof })).toBeNull();
  expect(proofIn(null)).toBeNull();
  expect(headIn(proof.head)?.size).toBe(2);
  expect(headIn("nothing of the kind")).toBeNull();
});

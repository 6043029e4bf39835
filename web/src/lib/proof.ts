/**
 * Proofs that a receipt was recorded (docs/events.md, "Proofs"), read and checked in the browser
 * with its own cryptography: the event's leaf leads to a root, and a key has signed that root.
 */

export type Proof = {
  event: {
    position: number;
    aggregate_type: string;
    aggregate_id: string;
    sequence: number;
    event_type: string;
    event_version: string;
    payload: string;
    metadata: string;
    recorded_at_us: number;
  };
  /** The hashes beside the way from the leaf to the root, in hexadecimal. */
  path: string[];
  /** The signed note. */
  head: string;
  /** The public key that has signed it: `name+id+base64`. */
  key: string;
};

const FORMAT = "daftari/proof/1";

/** A bundle of the format that is known here, or null. */
export function proofIn(value: unknown): Proof | null {
  const bundle = value as (Partial<Proof> & { format?: unknown }) | null;
  const isWhole =
    bundle?.format === FORMAT &&
    Number.isSafeInteger(bundle.event?.position) &&
    Array.isArray(bundle.path) &&
    typeof bundle.head === "string" &&
    typeof bundle.key === "string";
  return isWhole ? (bundle as Proof) : null;
}

export type Head = { size: number; root: Bytes };

/** What a signed note says: over how many events, and the root. Null if it is none. */
export function headIn(note: string): Head | null {
  const [, size = "", root = ""] = note.split("\n");
  const count = Number(size);
  return Number.isSafeInteger(count) && root !== ""
    ? { size: count, root: fromBase64(root) }
    : null;
}

export type Check = {
  /** Whether the event, the path and the root fit together. */
  isIncluded: boolean;
  /** Whether the bundle's key has signed the head; null where the browser cannot tell. */
  isSigned: boolean | null;
};

/** Null where the browser has no cryptography for pages: on plain HTTP, except this machine's own. */
export async function checkProof(proof: Proof): Promise<Check | null> {
  if (!globalThis.crypto?.subtle) return null;
  const head = headIn(proof.head);
  if (head === null) return { isIncluded: false, isSigned: false };
  const isIncluded = await leadsTo(head, proof);
  return { isIncluded, isSigned: await isSignedBy(proof.key, proof.head) };
}

// ArrayBuffer, since the browser's cryptography takes no shared memory.
type Bytes = Uint8Array<ArrayBuffer>;

/** RFC 9162, section 2.1.3.2. */
async function leadsTo({ size, root }: Head, proof: Proof): Promise<boolean> {
  let index = BigInt(proof.event.position - 1);
  let last = BigInt(size - 1);
  if (index < 0n || index > last) return false;
  let hash = await leafOf(proof.event);
  for (const beside of proof.path.map(fromHex)) {
    if (last === 0n) return false;
    if (index % 2n === 1n || index === last) {
      hash = await innerNode(beside, hash);
      while (index % 2n === 0n && index !== 0n) {
        index /= 2n;
        last /= 2n;
      }
    } else {
      hash = await innerNode(hash, beside);
    }
    index /= 2n;
    last /= 2n;
  }
  return last === 0n && isSame(hash, root);
}

/** The hash by which an event stands in the tree: its fields, each with its length before it. */
export async function leafOf(event: Proof["event"]): Promise<Bytes> {
  const text = new TextEncoder();
  const fields = [
    integer(event.position),
    text.encode(event.aggregate_type),
    text.encode(event.aggregate_id),
    integer(event.sequence),
    text.encode(event.event_type),
    text.encode(event.event_version),
    text.encode(event.payload),
    text.encode(event.metadata),
    integer(event.recorded_at_us),
  ];
  return sha256(joined([new Uint8Array([0]), ...fields.flatMap((x) => [length(x), x])]));
}

export function innerNode(left: Bytes, right: Bytes): Promise<Bytes> {
  return sha256(joined([new Uint8Array([1]), left, right]));
}

/** Ed25519 over the note's text; a key's first byte, 1, says that it is of that kind. */
async function isSignedBy(key: string, note: string): Promise<boolean | null> {
  const [name = "", , ...encoded] = key.split("+");
  const kindAndKey = fromBase64(encoded.join("+"));
  const split = note.indexOf("\n\n");
  const line = note
    .slice(split + 2)
    .split("\n")
    .find((candidate) => candidate.startsWith(`— ${name} `));
  if (kindAndKey[0] !== 1 || split === -1 || line === undefined) return false;
  const idAndSignature = fromBase64(line.slice(`— ${name} `.length));
  const text = new TextEncoder().encode(note.slice(0, split + 1));
  try {
    const subtle = crypto.subtle;
    const verifier = await subtle.importKey("raw", kindAndKey.slice(1), "Ed25519", false, [
      "verify",
    ]);
    return await subtle.verify("Ed25519", verifier, idAndSignature.slice(4), text);
  } catch {
    // Older browsers do not know Ed25519.
    return null;
  }
}

async function sha256(bytes: Bytes): Promise<Bytes> {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
}

function integer(value: number): Bytes {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigInt64(0, BigInt(value));
  return bytes;
}

function length(field: Bytes): Bytes {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, field.length);
  return bytes;
}

function joined(parts: Bytes[]): Bytes {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

function isSame(one: Bytes, other: Bytes): boolean {
  return toHex(one) === toHex(other);
}

export function toHex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

function fromHex(text: string): Bytes {
  return Uint8Array.from(text.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}

function fromBase64(text: string): Bytes {
  try {
    return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  } catch {
    return new Uint8Array();
  }
}

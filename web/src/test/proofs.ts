import { innerNode, leafOf, type Proof, toHex } from "@/lib/proof";

type Bytes = Uint8Array<ArrayBuffer>;

const NAME = "daftari/0195d1f0-5a3c-7000-8000-00000000d0c5";

/** The example of docs/events.md. */
export const EXAMPLE: Proof["event"] = {
  position: 1,
  aggregate_type: "wallet",
  aggregate_id: "0195d1f0-5a3c-7000-8000-000000000002",
  sequence: 1,
  event_type: "WalletCredited",
  event_version: "1",
  payload:
    '{"WalletCredited":{"customer_id":"0195d1f0-5a3c-7000-8000-000000000002","amount_cents":5000,"balance_cents":5000,"cause":{"UnusedValue":{"subscription_id":"0195d1f0-5a3c-7000-8000-000000000003"}}}}',
  metadata:
    '{"actor":"service","correlation_id":"0195d1f0-5a3c-7000-8000-000000000004","source":"policy"}',
  recorded_at_us: 1_772_344_800_250_000,
};

const eventAt = (position: number) => ({ ...EXAMPLE, position, sequence: position });

/** A tree by its definition in RFC 6962, section 2.1, and the way beside a leaf of it. */
async function treeOf(leaves: Bytes[]): Promise<Bytes> {
  const [only] = leaves;
  if (only && leaves.length === 1) return only;
  const at = splitOf(leaves.length);
  return innerNode(await treeOf(leaves.slice(0, at)), await treeOf(leaves.slice(at)));
}

async function pathTo(index: number, leaves: Bytes[]): Promise<string[]> {
  if (leaves.length === 1) return [];
  const at = splitOf(leaves.length);
  const [left, right] = [leaves.slice(0, at), leaves.slice(at)];
  return index < at
    ? [...(await pathTo(index, left)), toHex(await treeOf(right))]
    : [...(await pathTo(index - at, right)), toHex(await treeOf(left))];
}

function splitOf(size: number): number {
  let at = 1;
  while (at * 2 < size) at *= 2;
  return at;
}

const base64 = (bytes: Uint8Array) => btoa(String.fromCharCode(...bytes));

let pair: Promise<CryptoKeyPair> | undefined;

function keyPair(): Promise<CryptoKeyPair> {
  pair ??= crypto.subtle.generateKey("Ed25519", true, ["sign", "verify"]) as Promise<CryptoKeyPair>;
  return pair;
}

/** The proof of one event of a store that has so many, signed by a key of the test's own. */
export async function proofOf(position: number, size: number): Promise<Proof> {
  const keys = await keyPair();
  const leaves = await Promise.all(
    Array.from({ length: size }, (_, index) => leafOf(eventAt(index + 1))),
  );
  const text = `${NAME}\n${size}\n${base64(await treeOf(leaves))}\n`;
  const signed = await crypto.subtle.sign(
    "Ed25519",
    keys.privateKey,
    new TextEncoder().encode(text),
  );
  const raw = new Uint8Array(await crypto.subtle.exportKey("raw", keys.publicKey));
  return {
    event: eventAt(position),
    path: await pathTo(position - 1, leaves),
    head: `${text}\n— ${NAME} ${base64(new Uint8Array([1, 2, 3, 4, ...new Uint8Array(signed)]))}\n`,
    key: `${NAME}+01020304+${base64(new Uint8Array([1, ...raw]))}`,
  };
}

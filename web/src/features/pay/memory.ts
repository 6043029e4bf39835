import { randomId } from "@/lib/random-id";
import { readJson, storage } from "@/lib/storage";

/**
 * What this device keeps between visits: the payer's number, the token by which it is recognised,
 * the way back to each recent payment, and the intent that is under way.
 */

const PHONE_KEY = "daftari.phone";
const DEVICE_KEY = "daftari.device";
const PAYMENTS_KEY = "daftari.payments";
const INTENT_KEY = "daftari.intent";

const PAYMENTS_KEPT_MAX = 10;
/** An intent older than this is a new wish to buy, not the repeat of one whose answer was lost. */
const INTENT_AGE_MS_MAX = 10 * 60_000;

export const phoneMemory = {
  get: () => storage.get(PHONE_KEY) ?? "",
  set: (phone: string) => storage.set(PHONE_KEY, phone),
};

export const deviceToken = {
  get: () => storage.get(DEVICE_KEY),
  set: (token: string) => storage.set(DEVICE_KEY, token),
  forget: () => storage.remove(DEVICE_KEY),
};

export type RememberedPayment = {
  id: string;
  /** Opens this payment and its stream alone; a signed-in customer has none. */
  access: string | null;
  position: number;
  /** What was chosen; null if the money came unprompted. */
  packageName: string | null;
  phone: string;
  amountCents: number;
  /** Of the home line that it was for. */
  accountNumber: string | null;
  warned: boolean;
};

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

function isRemembered(value: unknown): value is RememberedPayment {
  return (
    isRecord(value) &&
    typeof value.id === "string" &&
    typeof value.position === "number" &&
    typeof value.amountCents === "number"
  );
}

function rememberedPayments(): RememberedPayment[] {
  return (
    readJson(PAYMENTS_KEY, (value) => (Array.isArray(value) ? value.filter(isRemembered) : null)) ??
    []
  );
}

export function rememberPayment(payment: RememberedPayment) {
  const others = rememberedPayments().filter((known) => known.id !== payment.id);
  storage.set(PAYMENTS_KEY, JSON.stringify([payment, ...others].slice(0, PAYMENTS_KEPT_MAX)));
}

export function recallPayment(id: string): RememberedPayment | null {
  return rememberedPayments().find((payment) => payment.id === id) ?? null;
}

/** As if this device had never been here. The money stays where it is, and its receipts find it. */
export function forgetEverything() {
  for (const key of [PHONE_KEY, DEVICE_KEY, PAYMENTS_KEY, INTENT_KEY]) storage.remove(key);
}

export function lastPaymentFrom(phone: string): RememberedPayment | null {
  return rememberedPayments().find((payment) => payment.phone === phone) ?? null;
}

export type Wish = { packageId: string; phone: string; force: boolean };
type Intent = Wish & { key: string; atMs: number };

function isIntent(value: unknown): value is Intent {
  return isRecord(value) && typeof value.key === "string" && typeof value.atMs === "number";
}

/**
 * The idempotency key of a wish to buy. The same wish, pressed twice or repeated because its answer
 * was lost (after a reload too), keeps its key, so that it reaches the phone once.
 */
export function intentKey(wish: Wish, nowMs: number): string {
  const known = readJson(INTENT_KEY, (value) => (isIntent(value) ? value : null));
  const isSame =
    known !== null &&
    known.packageId === wish.packageId &&
    known.phone === wish.phone &&
    known.force === wish.force &&
    nowMs - known.atMs < INTENT_AGE_MS_MAX;
  if (isSame) return known.key;
  const intent: Intent = { ...wish, key: randomId(), atMs: nowMs };
  storage.set(INTENT_KEY, JSON.stringify(intent));
  return intent.key;
}

/** The wish has its answer: the next press is a new one. */
export function endIntent() {
  storage.remove(INTENT_KEY);
}

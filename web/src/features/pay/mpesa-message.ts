import { isReceipt } from "@/lib/receipt";

/** Longer than any message of M-Pesa's with what may be pasted around it. */
export const MESSAGE_LENGTH_MAX = 2_000;

/** "Confirmed." in English, "Imethibitishwa." or a form of it in Swahili, right after the receipt. */
const CONFIRMED = /(?<![A-Z\d])([A-Z\d]{10})[\s.,:;–-]*(?:confirmed|\p{L}{1,4}thibitish\p{L}*)/iu;
const WORDS = /(?<![A-Za-z\d])[A-Z\d]{10}(?![A-Za-z\d])/g;

/**
 * The receipt in what somebody pastes or types: a whole message of M-Pesa's in English or Swahili, a part
 * of one with other text around it, or the receipt alone. Null if there is none. A phone number is none.
 */
export function receiptIn(text: string): string | null {
  const alone = text.trim().toUpperCase();
  if (isReceipt(alone)) return hasLetter(alone) ? alone : null;
  const confirmed = CONFIRMED.exec(text)?.[1]?.toUpperCase();
  if (confirmed !== undefined && hasLetter(confirmed)) return confirmed;
  // Words in capitals may be as long as a receipt, and a receipt may have no digit.
  const candidates = (text.match(WORDS) ?? []).filter(hasLetter);
  return candidates.find((word) => /\d/.test(word)) ?? candidates[0] ?? null;
}

function hasLetter(word: string): boolean {
  return /[A-Z]/.test(word);
}

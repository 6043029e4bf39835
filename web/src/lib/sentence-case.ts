/** `WRONG_PIN` as people read it: `Wrong PIN`; and `C2B_CONFIRMATION`: `C2B confirmation`. */
export function sentenceCase(name: string): string {
  const words = name
    .toLowerCase()
    .replaceAll("_", " ")
    .replace(/\b(?:pin|stk|c2b|b2c)\b/, (letters) => letters.toUpperCase());
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** `WRONG_PIN` as people read it: `Wrong PIN`. */
export function sentenceCase(name: string): string {
  const words = name
    .toLowerCase()
    .replaceAll("_", " ")
    .replace(/\bpin\b/, "PIN");
  return words.charAt(0).toUpperCase() + words.slice(1);
}

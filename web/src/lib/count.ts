const format = new Intl.NumberFormat("en");

/** `2,310` */
export function formatCount(count: number): string {
  return format.format(count);
}

/** `1 payment`, `2,310 payments`; nouns of another plural name it: `3 hashes`. */
export function countOf(count: number, noun: string, plural = `${noun}s`): string {
  return `${formatCount(count)} ${count === 1 ? noun : plural}`;
}

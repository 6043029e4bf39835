const format = new Intl.NumberFormat("en");

/** `2,310` */
export function formatCount(count: number): string {
  return format.format(count);
}

/** `1 payment`, `2,310 payments` */
export function countOf(count: number, noun: string): string {
  return `${formatCount(count)} ${noun}${count === 1 ? "" : "s"}`;
}

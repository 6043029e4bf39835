const STEPS = 4;
const ROUND = [1, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10];

/** What the lines of a chart stand for, from zero to at least the highest: four round steps. */
export function scaleFor(highest: number): number[] {
  const least = Math.max(highest, 1) / STEPS;
  const power = 10 ** Math.floor(Math.log10(least));
  const step = power * (ROUND.find((round) => round * power >= least) ?? 10);
  return Array.from({ length: STEPS + 1 }, (_, line) => line * step);
}

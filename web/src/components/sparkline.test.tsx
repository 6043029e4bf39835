import { render, screen } from "@testing-library/react";
import { expect, it } from "vitest";
import { pointsOf, Sparkline } from "@/components/sparkline";

it("begins at nothing, and reaches the top with the highest", () => {
  const points = pointsOf([0, 5, 10]);
  expect(points.map(([x]) => x)).toEqual([0, 50, 100]);
  const [bottom, middle, top] = points.map(([, y]) => y) as [number, number, number];
  expect(bottom).toBe(25.5);
  expect(top).toBe(2.5);
  expect(middle).toBe((bottom + top) / 2);
});

it("lies flat where nothing came, and where more went back than came", () => {
  expect(new Set(pointsOf([0, 0, 0]).map(([, y]) => y))).toEqual(new Set([25.5]));
  expect(pointsOf([-500, 500])[0]?.[1]).toBe(25.5);
});

it("says what it shows, and is not there for a single value", () => {
  const { rerender } = render(<Sparkline label="Payments by hour" values={[1, 2]} />);
  expect(screen.getByRole("img", { name: "Payments by hour" })).toBeVisible();
  rerender(<Sparkline label="Payments by hour" values={[1]} />);
  expect(screen.queryByRole("img")).not.toBeInTheDocument();
});

import { render, screen } from "@testing-library/react";
import { expect, it, vi } from "vitest";
import { ErrorBoundary } from "@/components/error-boundary";

function Broken(): never {
  throw new Error("broken");
}

it("shows something to do in place of a page that cannot be drawn", () => {
  vi.spyOn(console, "error").mockImplementation(() => {});
  render(
    <ErrorBoundary>
      <Broken />
    </ErrorBoundary>,
  );
  expect(screen.getByRole("alert")).toHaveTextContent("This page could not be shown");
  expect(screen.getByRole("button", { name: /Load it again/ })).toBeVisible();
});

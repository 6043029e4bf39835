import { QueryClientProvider } from "@tanstack/react-query";
import { render } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import type { ReactNode } from "react";
import { createQueryClient } from "@/services/query-client";

/** Renders under the providers that the real page has, with a person at the keyboard. */
export function show(ui: ReactNode) {
  const person = userEvent.setup();
  const view = render(<QueryClientProvider client={createQueryClient()}>{ui}</QueryClientProvider>);
  return { person, ...view };
}

import { screen, waitFor, within } from "@testing-library/react";
import { HttpResponse, http } from "msw";
import { beforeEach, expect, it } from "vitest";
import type { Role } from "@/services/contract";
import { aPayment } from "@/test/builders";
import { server } from "@/test/server";
import { openAt, signInAs } from "@/test/staff";

const paid = aPayment({
  status: "COMPLETED",
  progress: "PAID",
  amount_paid_cents: 8_000,
  customer_name: "Wanjiru Kamau",
  mpesa_receipt_number: "UKN5AAAAA1",
});

beforeEach(() => {
  server.use(
    http.get("*/api/packages/", () => HttpResponse.json({ items: [], next_cursor: null })),
    http.get("*/api/subscriptions/", () => HttpResponse.json({ items: [], next_cursor: null })),
    http.get("*/api/payments/", ({ request }) => {
      const receipt = new URL(request.url).searchParams.get("receipt");
      const items = receipt === paid.mpesa_receipt_number ? [paid] : [];
      return HttpResponse.json({ items, next_cursor: null });
    }),
    http.get("*/api/payments/:id/", () => HttpResponse.json(paid)),
    http.get("*/api/payments/:id/stream/", () => new HttpResponse(null, { status: 503 })),
    http.get("*/api/payments/:id/events/", () =>
      HttpResponse.json({ items: [], deliveries: [], next_cursor: null }),
    ),
  );
});

async function openAs(role: Role) {
  await signInAs(role);
  const view = openAt("/admin/packages");
  await screen.findByText("No packages yet");
  await view.person.keyboard("{Control>}k{/Control}");
  return { ...view, box: await screen.findByRole("combobox") };
}

it("goes to a place by its name, all by keyboard", async () => {
  const { person, box } = await openAs("AGENT");
  expect(box).toHaveFocus();
  const list = screen.getByRole("listbox");
  expect(
    within(list)
      .getAllByRole("option")
      .map((option) => option.textContent),
  ).toEqual(["Dashboard", "Payments", "Customers", "Wallets", "Subscriptions", "Packages"]);
  await person.keyboard("{ArrowUp}");
  expect(box).toHaveAttribute(
    "aria-activedescendant",
    screen.getByRole("option", { name: "Packages", selected: true }).id,
  );
  await person.keyboard("subscripti");
  expect(screen.getAllByRole("option")).toHaveLength(1);
  expect(screen.queryByText(/receipt/)).not.toBeInTheDocument();
  await person.keyboard("{Enter}");
  expect(await screen.findByRole("heading", { name: "Subscriptions" })).toBeVisible();
  expect(screen.queryByRole("combobox", { name: /Go to/ })).not.toBeInTheDocument();
});

it("jumps to a payment by its receipt", async () => {
  const { person } = await openAs("AGENT");
  await person.keyboard("ukn5aaaaa1");
  expect(
    await screen.findByRole("option", { name: /KSh 80.00, UKN5AAAAA1/, selected: true }),
  ).toHaveTextContent("Wanjiru Kamau, Day pass");
  await person.keyboard("{Enter}");
  await waitFor(() => expect(window.location.pathname).toBe(`/admin/payments/${paid.id}`));
  expect(await screen.findByText("Paid; the service is being switched on")).toBeVisible();
});

it("says that no payment has a receipt, and offers its proof to an auditor", async () => {
  const { person } = await openAs("FINANCE");
  await person.keyboard("UKN5ZZZZZ9");
  expect(await screen.findByText("No payment has the receipt UKN5ZZZZZ9.")).toBeVisible();
  expect(screen.getByRole("option", { name: "Proof of UKN5ZZZZZ9" })).toBeVisible();
});

it("closes by the same keys, and by Escape", async () => {
  const { person } = await openAs("AGENT");
  await person.keyboard("{Control>}k{/Control}");
  await waitFor(() => expect(screen.queryByRole("combobox")).not.toBeInTheDocument());
  await person.click(screen.getAllByRole("button", { name: /Find/ })[0] as HTMLElement);
  await person.keyboard("nowhere");
  expect(await screen.findByText('Nothing fits "nowhere".')).toBeVisible();
  await person.keyboard("{Escape}");
  expect(screen.queryByRole("combobox")).not.toBeInTheDocument();
});

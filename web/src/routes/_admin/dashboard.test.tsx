import { screen, within } from "@testing-library/react";
import { HttpResponse, http } from "msw";
import { beforeEach, describe, expect, it } from "vitest";
import { aDashboard } from "@/test/builders";
import { server } from "@/test/server";
import { openAt, signInAs } from "@/test/staff";

describe("the dashboard", () => {
  const tile = (label: string) => screen.getByText(label).closest("a, div");

  beforeEach(() => signInAs("FINANCE"));

  it("says that all is well when it is", async () => {
    server.use(http.get("*/api/dashboard/", () => HttpResponse.json(aDashboard())));
    openAt("/admin");

    expect(await screen.findByText("As of 18:00 in Nairobi")).toBeVisible();
    expect(tile("Today")).toHaveTextContent("KSh 1,250.00");
    expect(tile("Today")).toHaveTextContent("1 payment");
    expect(tile("Active now")).toHaveTextContent("1,430");
    expect(tile("Last payment")).toHaveTextContent("4 min ago");
    expect(screen.getAllByRole("img", { name: "All is well" })).toHaveLength(6);
    expect(screen.queryByRole("img", { name: "Needs attention" })).not.toBeInTheDocument();
    expect(tile("Unallocated")).toHaveTextContent("all money has an owner");
    expect(
      within(tile("Last payment") as HTMLElement).getByRole("img", { name: /by hour/ }),
    ).toHaveAccessibleName("Payments by hour since 17:00: 7, 1");
    expect(await screen.findByRole("table", { name: "Revenue by day" })).toHaveTextContent(
      "23 Nov",
    );
  });

  it("points at what needs somebody, and leads to its list", async () => {
    server.use(
      http.get("*/api/dashboard/", () =>
        HttpResponse.json(
          aDashboard({
            paid_but_offline: 2,
            needs_a_look: 5,
            unallocated_cents: 130_000,
            unallocated_payments: 2,
            open_breaks: 3,
            minutes_since_last_payment: 55,
            pending_payments: 3,
            oldest_pending_seconds: 600,
            lag_positions: 12,
          }),
        ),
      ),
    );
    openAt("/admin");

    expect(await screen.findByText("12 events behind")).toBeVisible();
    expect(screen.getAllByRole("img", { name: "Needs attention" })).toHaveLength(6);
    expect(tile("Pending")).toHaveTextContent("oldest for 10 min");
    expect(tile("Needs a look")).toHaveAttribute("href", "/admin/payments?needs_a_look=true");
    expect(tile("Unallocated")).toHaveTextContent("KSh 1,300.00");
    expect(tile("Unallocated")).toHaveTextContent("2 payments without an owner");
    expect(tile("Unallocated")).toHaveAttribute("href", "/admin/payments?status=UNALLOCATED");
    expect(tile("Open breaks")).toHaveAttribute("href", "/admin/reconciliation");
  });
});

import { screen, waitFor, within } from "@testing-library/react";
import { HttpResponse, http } from "msw";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { problemFromThrown } from "@/services/problem";
import { session } from "@/services/session";
import {
  aDashboard,
  aDelivery,
  aJournalEntry,
  anEvent,
  aPackage,
  aPayment,
  problemBody,
} from "@/test/builders";
import { proofOf } from "@/test/proofs";
import { server } from "@/test/server";
import { openAt, page, sessionOf, signInAs } from "@/test/staff";

beforeEach(async () => {
  server.use(http.post("*/api/auth/logout/", () => new HttpResponse(null, { status: 204 })));
  await session.logout();
});

describe("signing in", () => {
  it("comes before anything of the staff's, and leads back to the page that was asked for", async () => {
    server.use(
      http.post("*/api/auth/login/", async ({ request }) => {
        const { password } = (await request.json()) as { password: string };
        return password === "right"
          ? HttpResponse.json(sessionOf("ADMIN"))
          : HttpResponse.json(problemBody(401, "credentials_wrong"), { status: 401 });
      }),
      http.get("*/api/subscriptions/", () => page([])),
    );
    const { person } = openAt("/admin/subscriptions?status=ACTIVE");

    await person.click(await screen.findByRole("button", { name: "Sign in" }));
    expect(await screen.findByText("Enter your password.")).toBeVisible();

    await person.type(screen.getByLabelText("Username or phone number"), "admin");
    await person.type(screen.getByLabelText("Password"), "wrong");
    await person.click(screen.getByRole("button", { name: "Sign in" }));
    expect(await screen.findByRole("alert")).toHaveTextContent(
      "The username or the password is not right.",
    );
    expect(screen.getByLabelText("Password")).toHaveValue("");

    await person.type(screen.getByLabelText("Password"), "right");
    await person.click(screen.getByRole("button", { name: "Sign in" }));
    expect(await screen.findByRole("heading", { name: "Subscriptions" })).toBeVisible();
    expect(window.location.search).toBe("?status=ACTIVE");
  });

  it("does not let a customer in", async () => {
    await signInAs("CUSTOMER");
    openAt("/admin");
    expect(await screen.findByRole("heading", { name: "This part is for staff" })).toBeVisible();
    expect(screen.queryByRole("navigation")).not.toBeInTheDocument();
  });

  it("shows each role its own places", async () => {
    await signInAs("AGENT");
    server.use(http.get("*/api/packages/", () => page([aPackage()])));
    openAt("/admin/packages");
    await screen.findByText("Day pass");

    const names = within(screen.getByRole("navigation", { name: "Main" }))
      .getAllByRole("link")
      .map((link) => link.textContent);
    expect(names).toEqual([
      "Dashboard",
      "Payments",
      "Customers",
      "Wallets",
      "Subscriptions",
      "Packages",
      "Portal",
    ]);
    expect(screen.queryByRole("button", { name: "New package" })).not.toBeInTheDocument();
    expect(screen.queryByRole("button", { name: /^Retire/ })).not.toBeInTheDocument();
  });

  it("is asked for again when the session ends under an open page", async () => {
    await signInAs("ADMIN");
    server.use(http.get("*/api/packages/", () => page([aPackage()])));
    openAt("/admin/packages");
    await screen.findByText("Day pass");

    server.use(
      http.post("*/api/auth/refresh/", () =>
        HttpResponse.json(problemBody(401, "token_invalid"), { status: 401 }),
      ),
    );
    await session.renew("access-1");

    expect(await screen.findByRole("heading", { name: "Sign in" })).toBeVisible();
    expect(screen.getByRole("status")).toHaveTextContent("Your session has ended.");
    expect(new URLSearchParams(window.location.search).get("next")).toBe("/admin/packages");
  });

  it("is what signing out leads to", async () => {
    await signInAs("ADMIN");
    server.use(http.get("*/api/packages/", () => page([aPackage()])));
    const { person } = openAt("/admin/packages");
    await screen.findByText("Day pass");

    await person.click(screen.getByRole("button", { name: "Admin" }));
    await person.click(await screen.findByRole("menuitem", { name: "Sign out" }));

    expect(await screen.findByRole("heading", { name: "Sign in" })).toBeVisible();
    expect(window.location.search).toBe("");
    expect(localStorage).toHaveLength(0);
  });
});

describe("a page that could not be shown", () => {
  const offline = () => problemFromThrown(new TypeError("offline"));
  const unreachable = () => vi.spyOn(session, "restore").mockRejectedValueOnce(offline());

  beforeEach(async () => {
    // React and the router tell of what was thrown.
    vi.spyOn(console, "error").mockImplementation(() => {});
    vi.spyOn(console, "warn").mockImplementation(() => {});
    await signInAs("ADMIN");
    server.use(http.get("*/api/packages/", () => page([aPackage()])));
  });

  it("is tried again by itself, and shown once the server answers", async () => {
    const restore = unreachable();
    openAt("/admin/packages");
    expect(await screen.findByRole("alert")).toHaveTextContent(
      "The server could not be reached. Check your connection. We try again by ourselves.",
    );
    const button = screen.getByRole("button", { name: "Try again" });
    button.focus();
    const asked = () => restore.mock.calls.length;
    const before = asked();
    restore.mockRejectedValueOnce(offline());
    window.dispatchEvent(new Event("online"));
    await waitFor(() => expect(asked()).toBeGreaterThan(before));
    // What was asked in vain takes nothing from whoever is about to press it.
    expect(button).toHaveFocus();

    window.dispatchEvent(new Event("online"));
    expect(await screen.findByText("Day pass")).toBeVisible();
    expect(screen.queryByRole("alert")).not.toBeInTheDocument();
  });

  it("is tried again at a click", async () => {
    unreachable();
    const { person } = openAt("/admin/packages");
    await person.click(await screen.findByRole("button", { name: "Try again" }));
    expect(await screen.findByText("Day pass")).toBeVisible();
  });
});

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

describe("the payments", () => {
  const completed = aPayment({
    status: "COMPLETED",
    progress: "CONNECTED",
    amount_paid_cents: 8_000,
    customer_name: "Wanjiru Kamau",
    mpesa_receipt_number: "SKN4X9QW2R",
  });
  let asked: URLSearchParams[] = [];

  beforeEach(async () => {
    asked = [];
    await signInAs("ADMIN");
  });

  function answer(items: unknown[], next: string | null = null) {
    server.use(
      http.get("*/api/payments/", ({ request }) => {
        asked.push(new URL(request.url).searchParams);
        return page(items, next);
      }),
    );
  }

  it("stand in a table, their amounts on the right", async () => {
    answer([completed]);
    openAt("/admin/payments");

    const row = (await screen.findByText("Wanjiru Kamau")).closest("tr");
    expect(row).toHaveTextContent("0712 345 678");
    expect(row).toHaveTextContent("Completed");
    expect(
      within(row as HTMLElement)
        .getByText("KSh 80.00")
        .closest("td"),
    ).toHaveClass("text-right");
    expect(within(row as HTMLElement).getByRole("link")).toHaveAttribute(
      "href",
      `/admin/payments/${completed.id}`,
    );
  });

  it("are filtered by the address, which each filter writes", async () => {
    answer([completed]);
    const { person } = openAt("/admin/payments?phone=0712345678");
    await screen.findByText("Wanjiru Kamau");
    expect(asked[0]?.get("phone")).toBe("254712345678");
    expect(screen.getByLabelText("Phone")).toHaveValue("0712345678");

    await person.selectOptions(screen.getByLabelText("Status"), "FAILED");
    await person.click(screen.getByLabelText("Needs a look"));

    await waitFor(() => expect(asked.at(-1)?.get("needs_a_look")).toBe("true"));
    expect(asked.at(-1)?.get("status")).toBe("FAILED");
    expect(window.location.search).toBe("?phone=0712345678&status=FAILED&needs_a_look=true");
  });

  it("lead on by cursor, and back to the newest", async () => {
    answer([completed], "page-2");
    const { person } = openAt("/admin/payments");
    await person.click(await screen.findByRole("button", { name: "Older" }));
    await waitFor(() => expect(asked.at(-1)?.get("cursor")).toBe("page-2"));
    expect(window.location.search).toBe("?cursor=page-2");

    await person.click(screen.getByRole("button", { name: "Newest" }));
    await waitFor(() => expect(window.location.search).toBe(""));
  });

  it("have a way out when nothing matches, and a next step when there are none", async () => {
    answer([]);
    const { person } = openAt("/admin/payments?receipt=NOPE");
    expect(await screen.findByText("No payments match")).toBeVisible();
    await person.click(screen.getByRole("button", { name: "Clear the filters" }));
    expect(await screen.findByText("No payments yet")).toBeVisible();
  });

  it("that fail to load say by which request, and load again", async () => {
    server.use(
      http.get("*/api/payments/", () =>
        HttpResponse.json(problemBody(400, "cursor_invalid"), { status: 400 }),
      ),
    );
    const { person } = openAt("/admin/payments");
    const panel = await screen.findByRole("alert");
    expect(panel).toHaveTextContent("The payments could not be loaded.");
    expect(panel).toHaveTextContent("req-1");

    answer([completed]);
    await person.click(within(panel).getByRole("button", { name: "Try again" }));
    expect(await screen.findByText("Wanjiru Kamau")).toBeVisible();
  });

  it("show one payment with its timeline, which grows as news arrives", async () => {
    const delivery = aDelivery();
    const events = [anEvent({ position: 10 })];
    let feed: ReadableStreamDefaultController<Uint8Array> | undefined;
    let current = aPayment({ progress: "PROMPTED", position: 10 });
    const bundle = { format: "daftari/proof/1", ...(await proofOf(2, 3)) };
    server.use(
      http.get("*/api/audit/proofs/SKN4X9QW2R/", () => HttpResponse.json(bundle)),
      http.get("*/api/finance/journal/", ({ request }) => {
        expect(new URL(request.url).searchParams.get("payment_id")).toBe(current.id);
        return page(current.position === 10 ? [] : [aJournalEntry()]);
      }),
      http.get("*/api/payments/:id/", () => HttpResponse.json(current)),
      http.get("*/api/payments/:id/events/", () =>
        HttpResponse.json({ items: events, deliveries: [delivery], next_cursor: null }),
      ),
      http.get("*/api/payments/:id/stream/", ({ request }) => {
        expect(request.headers.get("authorization")).toBe("Bearer access-1");
        const body = new ReadableStream<Uint8Array>({
          start: (controller) => {
            feed = controller;
          },
        });
        return new HttpResponse(body, { headers: { "content-type": "text/event-stream" } });
      }),
    );
    openAt(`/admin/payments/${current.id}`);
    expect(await screen.findByRole("heading", { name: "Payment asked for" })).toBeVisible();
    expect(await screen.findByText("The prompt is on the phone")).toBeVisible();
    await waitFor(() => expect(feed).toBeDefined());

    current = { ...completed, position: 13 };
    events.push(anEvent({ position: 13, sequence: 2, event_type: "PaymentCompleted" }));
    feed?.enqueue(new TextEncoder().encode(`event: payment\ndata: ${JSON.stringify(current)}\n\n`));

    expect(await screen.findByRole("heading", { name: "Payment completed" })).toBeVisible();
    expect(await screen.findByText("SKN4X9QW2R")).toBeVisible();
    expect(await screen.findByText("over 3 events")).toBeVisible();
    expect(await screen.findByText("Sums to zero")).toBeVisible();
  });
});

describe("the packages", () => {
  it("are created once, whatever happens to the first answer, and shown at once", async () => {
    await signInAs("ADMIN");
    const items = [aPackage()];
    const keys: (string | null)[] = [];
    server.use(
      http.get("*/api/packages/", () => page(items)),
      http.post("*/api/packages/", async ({ request }) => {
        keys.push(request.headers.get("idempotency-key"));
        if (keys.length === 1) {
          return HttpResponse.json(
            problemBody(422, "invalid", { errors: { price_cents: ["is too high"] } }),
            { status: 422 },
          );
        }
        const body = (await request.json()) as object;
        items.push(aPackage({ ...body, id: "new" }));
        return HttpResponse.json({ id: "new", position: 9 }, { status: 201 });
      }),
    );
    const { person } = openAt("/admin/packages");
    await person.click(await screen.findByRole("button", { name: "New package" }));
    const dialog = screen.getByRole("dialog", { name: "New package" });
    await person.type(within(dialog).getByLabelText("Name"), "Weekend");
    await person.type(within(dialog).getByLabelText("Price in KSh"), "150");
    await person.click(within(dialog).getByRole("button", { name: "Create" }));
    expect(await within(dialog).findByText("is too high")).toBeVisible();

    await person.click(within(dialog).getByRole("button", { name: "Create" }));
    expect(await screen.findByRole("cell", { name: "Weekend" })).toBeInTheDocument();
    expect(screen.queryByRole("dialog")).not.toBeInTheDocument();
    expect(keys[0]).toBe(keys[1]);
  });

  it("are retired after a question", async () => {
    await signInAs("ADMIN");
    const item = aPackage();
    let retired = false;
    server.use(
      http.get("*/api/packages/", () => page([{ ...item, is_active: !retired }])),
      http.delete("*/api/packages/:id/", ({ params }) => {
        expect(params.id).toBe(item.id);
        retired = true;
        return HttpResponse.json({ id: item.id, position: 10 });
      }),
    );
    const { person } = openAt("/admin/packages");
    await person.click(await screen.findByRole("button", { name: "Retire Day pass" }));
    await person.click(within(screen.getByRole("dialog")).getByRole("button", { name: "Retire" }));
    expect(await screen.findByText("Retired")).toBeInTheDocument();
  });
});

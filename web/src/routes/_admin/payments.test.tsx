import { screen, waitFor, within } from "@testing-library/react";
import { HttpResponse, http } from "msw";
import { beforeEach, describe, expect, it } from "vitest";
import { aDelivery, aJournalEntry, anEvent, aPayment, problemBody } from "@/test/builders";
import { proofOf } from "@/test/proofs";
import { server } from "@/test/server";
import { openAt, page, signInAs } from "@/test/staff";

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

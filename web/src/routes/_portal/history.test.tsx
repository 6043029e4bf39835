import { screen, waitFor, within } from "@testing-library/react";
import { HttpResponse, http } from "msw";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { PortalApp } from "@/routes/_portal/app";
import type { Payment } from "@/services/contract";
import { aPayment, aSubscription, problemBody } from "@/test/builders";
import { show } from "@/test/render";
import { server } from "@/test/server";

const RECEIPT = "UKN5AAAAA1";
const inAnHour = () => new Date(Date.now() + 3_600_000).toISOString();
const connected = aPayment({
  id: "0198c0de-0000-7000-8000-000000000011",
  status: "COMPLETED",
  progress: "CONNECTED",
  amount_cents: 125_000,
  amount_paid_cents: 125_000,
  mpesa_receipt_number: RECEIPT,
  subscription: aSubscription({ end_date: inAnHour() }),
});

function answerHistory(...payments: Payment[]) {
  server.use(
    http.get("*/api/payments/", () => HttpResponse.json({ items: payments, next_cursor: null })),
  );
}

beforeEach(() => {
  localStorage.setItem("daftari.device", "device-1");
  window.history.replaceState(null, "", "/history");
  server.use(
    http.get("*/api/packages/", () => HttpResponse.json({ items: [], next_cursor: null })),
    http.get("*/api/me/", ({ request }) =>
      request.headers.get("authorization") === "Bearer device-1"
        ? HttpResponse.json({ id: "guest", role: "GUEST", wallet_balance_cents: 0, lines: [] })
        : HttpResponse.json(problemBody(401, "token_missing"), { status: 401 }),
    ),
  );
});

const rows = async () => within(await screen.findByRole("list", { name: "My payments" }));

describe("the history", () => {
  it("tells of each payment when, what, how much, and what became of it", async () => {
    answerHistory(connected);
    show(<PortalApp />);
    const list = await rows();
    expect(list.getByRole("link", { name: "Day pass" })).toHaveAttribute(
      "href",
      `/pay/${connected.id}`,
    );
    expect(list.getByText("KSh 1,250.00")).toBeVisible();
    expect(list.getByText("Mon 23 Nov 2026, 18:00")).toBeVisible();
    expect(list.getByText("Connected")).toBeVisible();
    expect(list.getByText(RECEIPT)).toBeVisible();
  });

  it.each<[string, Partial<Payment>]>([
    ["Waiting for the PIN", { progress: "PROMPTED" }],
    ["Still confirming", { progress: "CONFIRMING" }],
    ["Received", { status: "COMPLETED", progress: "PAID" }],
    ["In your balance", { status: "COMPLETED", progress: "PAID", kept_in_wallet: "EXTRA" }],
    ["Time is over", { status: "COMPLETED", progress: "CONNECTED", subscription: aSubscription() }],
    ["Not paid", { status: "FAILED", progress: "FAILED" }],
    ["No payment seen", { status: "EXPIRED", progress: "EXPIRED" }],
    ["Returned", { status: "REVERSED", progress: "REVERSED" }],
    ["Counted elsewhere", { status: "MERGED", progress: "MERGED" }],
    ["Still confirming", { status: "OF_A_NEWER_SERVER", progress: "OF_A_NEWER_SERVER" }],
  ])("says %s", async (word, facts) => {
    answerHistory(aPayment(facts));
    show(<PortalApp />);
    expect((await rows()).getByText(word)).toBeVisible();
  });

  it("names money that came unprompted, and has no receipt to save where there is none", async () => {
    answerHistory(aPayment({ road: "C2B", package: null, phone_number: null }));
    show(<PortalApp />);
    const list = await rows();
    expect(list.getByRole("link", { name: "Paid in M-Pesa's own menu" })).toBeVisible();
    expect(list.queryByRole("button")).toBeNull();
  });

  it("saves a receipt as this device", async () => {
    const saved = vi.spyOn(HTMLAnchorElement.prototype, "click").mockImplementation(() => {});
    answerHistory(connected);
    let bearer: string | null = null;
    server.use(
      http.get("*/api/payments/:id/receipt/", ({ request, params }) => {
        expect(params.id).toBe(connected.id);
        bearer = request.headers.get("authorization");
        return new HttpResponse("%PDF-1.7", { headers: { "content-type": "application/pdf" } });
      }),
    );
    const { person } = show(<PortalApp />);
    await person.click(await screen.findByRole("button", { name: /Save the receipt.*UKN5AAAAA1/ }));
    await waitFor(() => expect(saved).toHaveBeenCalledOnce());
    expect(bearer).toBe("Bearer device-1");
  });

  it("goes on where the page before ended", async () => {
    const cursors: (string | null)[] = [];
    server.use(
      http.get("*/api/payments/", ({ request }) => {
        const cursor = new URL(request.url).searchParams.get("cursor");
        cursors.push(cursor);
        const older = aPayment({ status: "FAILED", progress: "FAILED" });
        return HttpResponse.json(
          cursor === null
            ? { items: [connected], next_cursor: "page-2" }
            : { items: [older], next_cursor: null },
        );
      }),
    );
    const { person } = show(<PortalApp />);
    await person.click(await screen.findByRole("button", { name: "Show older payments" }));
    expect(await screen.findByText("Not paid")).toBeVisible();
    expect(screen.getByText("Connected")).toBeVisible();
    expect(cursors).toEqual([null, "page-2"]);
    expect(screen.queryByRole("button", { name: "Show older payments" })).toBeNull();
  });
});

it("waits in the shape of its rows", async () => {
  server.use(http.get("*/api/payments/", () => new Promise<never>(() => {})));
  show(<PortalApp />);
  expect(await screen.findByText("Loading your payments…")).toBeInTheDocument();
});

it("that is empty leads on", async () => {
  answerHistory();
  show(<PortalApp />);
  expect(await screen.findByText("No payments yet")).toBeVisible();
  expect(screen.getByRole("link", { name: "Choose a package" })).toHaveAttribute("href", "/");
  expect(screen.getByRole("link", { name: "I have paid" })).toHaveAttribute("href", "/paid");
});

it("that cannot be loaded is asked for again", async () => {
  server.use(
    http.get(
      "*/api/payments/",
      () => HttpResponse.json(problemBody(403, "forbidden"), { status: 403 }),
      { once: true },
    ),
  );
  const { person } = show(<PortalApp />);
  expect(await screen.findByText("Your payments could not be loaded.")).toBeVisible();
  expect(screen.getByText("Request req-1")).toBeVisible();
  answerHistory(connected);
  await person.click(screen.getByRole("button", { name: "Try again" }));
  expect((await rows()).getByText("Connected")).toBeVisible();
});

it("of a device that is not known says how it gets known", async () => {
  localStorage.removeItem("daftari.device");
  show(<PortalApp />);
  expect(await screen.findByText("We do not know this device yet")).toBeVisible();
  expect(screen.getByRole("link", { name: "I have paid" })).toBeVisible();
});

it("is left behind by whoever wants to be forgotten", async () => {
  answerHistory(connected);
  localStorage.setItem("daftari.phone", "254712345678");
  const { person } = show(<PortalApp />);
  await person.click(await screen.findByRole("button", { name: "Forget me on this device" }));
  expect(window.location.pathname).toBe("/");
  expect(localStorage.getItem("daftari.device")).toBeNull();
  expect(localStorage.getItem("daftari.phone")).toBeNull();
  await waitFor(() => expect(screen.queryByRole("link", { name: "My payments" })).toBeNull());
});

it("is linked from the first page for whoever is recognised", async () => {
  answerHistory(connected);
  window.history.replaceState(null, "", "/");
  const { person } = show(<PortalApp />);
  await person.click(await screen.findByRole("link", { name: "My payments" }));
  expect((await rows()).getByText("Connected")).toBeVisible();
});

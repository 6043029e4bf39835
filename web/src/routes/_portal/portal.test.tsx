import { screen, waitFor, within } from "@testing-library/react";
import { HttpResponse, http } from "msw";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { PortalApp } from "@/routes/_portal/app";
import type { Payment } from "@/services/contract";
import { session } from "@/services/session";
import { aPackage, aPayment, aSubscription, problemBody } from "@/test/builders";
import { show } from "@/test/render";
import { server } from "@/test/server";

const HOUR_MS = 3_600_000;
const inAnHour = () => new Date(Date.now() + HOUR_MS).toISOString();
const dayPass = aPackage();
const week = aPackage({
  id: "0198c0de-0000-7000-8000-0000000000ee",
  name: "Week",
  price_cents: 35_000,
  duration: { unit: "WEEKS", count: 1 },
});

type Sent = { key: string | null; bearer: string | null; body: Record<string, unknown> };
let sent: Sent[] = [];

/** What the server answers to each attempt to pay, in turn; the last one again and again. */
function answerPayments(...answers: (() => Response)[]) {
  server.use(
    http.post("*/api/payments/initiate/", async ({ request }) => {
      sent.push({
        key: request.headers.get("idempotency-key"),
        bearer: request.headers.get("authorization"),
        body: (await request.json()) as Record<string, unknown>,
      });
      const answer = answers[Math.min(sent.length, answers.length) - 1];
      return answer ? answer() : HttpResponse.error();
    }),
  );
}

const accepted = () =>
  HttpResponse.json(
    {
      payment_id: aPayment().id,
      status: "PENDING",
      amount_cents: 8_000,
      currency: "KES",
      position: 10,
      warning: null,
      access: "access-of-this-payment",
      device_token: "device-1",
    },
    { status: 202 },
  );

const refused =
  (status: number, code: string, more = {}) =>
  () =>
    HttpResponse.json(problemBody(status, code, more), { status });

/** The payment's stream tells these states at once, then stays open. */
function streamPayments(...payments: Payment[]) {
  const bearers: (string | null)[] = [];
  server.use(
    http.get("*/api/payments/:id/stream/", ({ request }) => {
      bearers.push(request.headers.get("authorization"));
      const text = payments
        .map((payment) => `event: payment\ndata: ${JSON.stringify(payment)}\n\n`)
        .join("");
      const body = new ReadableStream({
        start: (controller) => controller.enqueue(new TextEncoder().encode(text)),
      });
      return new HttpResponse(body, { headers: { "content-type": "text/event-stream" } });
    }),
    http.get("*/api/payments/:id/", () => HttpResponse.json(payments.at(-1))),
  );
  return bearers;
}

beforeEach(() => {
  sent = [];
  server.use(
    http.get("*/api/packages/", () =>
      HttpResponse.json({
        items: [week, dayPass, aPackage({ id: "gone", name: "Retired", is_active: false })],
        next_cursor: null,
      }),
    ),
    http.get("*/api/me/", () =>
      HttpResponse.json({
        id: "guest",
        username: null,
        name: null,
        role: "GUEST",
        phone_number: null,
        wallet_balance_cents: 0,
        currency: "KES",
        lines: [],
      }),
    ),
  );
});

async function order(person: ReturnType<typeof show>["person"], phone = "0712 345 678") {
  await person.click(await screen.findByRole("radio", { name: /Day pass/ }));
  const field = screen.getByLabelText("M-Pesa phone number");
  await person.clear(field);
  await person.type(field, phone);
  await person.click(screen.getByRole("button", { name: /Pay KSh 80|Choose/ }));
}

describe("the packages", () => {
  it("are those on sale, cheapest first, with their price", async () => {
    show(<PortalApp />);
    const cards = await screen.findAllByRole("radio");
    expect(cards.map((card) => card.closest("label")?.textContent)).toEqual([
      expect.stringContaining("Day pass"),
      expect.stringContaining("Week"),
    ]);
    expect(screen.getByText("KSh 350")).toBeVisible();
  });

  it("can be asked for again when they did not load", async () => {
    server.use(
      http.get(
        "*/api/packages/",
        () => HttpResponse.json(problemBody(403, "forbidden"), { status: 403 }),
        {
          once: true,
        },
      ),
    );
    const { person } = show(<PortalApp />);
    expect(await screen.findByText("Request req-1")).toBeVisible();
    await person.click(screen.getByRole("button", { name: "Try again" }));
    expect(await screen.findByRole("radio", { name: /Day pass/ })).toBeVisible();
  });
});

describe("paying", () => {
  it("sends the number in M-Pesa's form, remembers the way back and follows the payment", async () => {
    answerPayments(accepted);
    const bearers = streamPayments(aPayment({ progress: "PROMPTED" }));
    const { person } = show(<PortalApp />);
    await order(person);

    expect(await screen.findByRole("heading", { name: "Check your phone" })).toBeVisible();
    expect(sent).toHaveLength(1);
    expect(sent[0]?.body).toEqual({ package_id: dayPass.id, phone_number: "254712345678" });
    expect(sent[0]?.key).toMatch(/^[\da-f-]{36}$/);
    expect(window.location.pathname).toBe(`/pay/${aPayment().id}`);
    expect(bearers).toEqual(["Bearer access-of-this-payment"]);
    expect(localStorage.getItem("daftari.phone")).toBe("254712345678");
    expect(localStorage.getItem("daftari.device")).toBe("device-1");
  });

  it("asks the phone once, however fast the button is tapped", async () => {
    answerPayments(accepted);
    streamPayments(aPayment());
    const { person } = show(<PortalApp />);
    await person.click(await screen.findByRole("radio", { name: /Day pass/ }));
    await person.type(screen.getByLabelText("M-Pesa phone number"), "0712345678");
    await person.dblClick(screen.getByRole("button", { name: "Pay KSh 80" }));

    await screen.findByRole("heading", { name: "Check your phone" });
    expect(sent).toHaveLength(1);
  });

  it("repeats a request whose answer was lost, under the same key", async () => {
    answerPayments(() => HttpResponse.error(), accepted);
    streamPayments(aPayment());
    const { person } = show(<PortalApp />);
    await order(person);

    expect(await screen.findByText("Poor connection, still trying…")).toBeVisible();
    await screen.findByRole("heading", { name: "Check your phone" });
    expect(sent).toHaveLength(2);
    expect(sent[0]?.key).toBe(sent[1]?.key);
  });

  it.each(["0712", "0812 345 678", ""])("sends nothing for the number '%s'", async (phone) => {
    answerPayments(accepted);
    const { person } = show(<PortalApp />);
    await person.click(await screen.findByRole("radio", { name: /Day pass/ }));
    if (phone) await person.type(screen.getByLabelText("M-Pesa phone number"), phone);
    await person.click(screen.getByRole("button", { name: "Pay KSh 80" }));

    const field = screen.getByLabelText("M-Pesa phone number");
    expect(field).toHaveAccessibleDescription(/Enter a Kenyan mobile number/);
    expect(field).toBeInvalid();
    expect(field).toHaveFocus();
    expect(sent).toEqual([]);
  });

  it("asks for a package first", async () => {
    const { person } = show(<PortalApp />);
    await screen.findAllByRole("radio");
    await person.type(screen.getByLabelText("M-Pesa phone number"), "0712345678");
    await person.click(screen.getByRole("button", { name: "Choose a package" }));
    expect(await screen.findByRole("alert")).toHaveTextContent("Choose a package first.");
  });

  it("sends the device's token the next time, and forgets one that is refused", async () => {
    localStorage.setItem("daftari.device", "old-device");
    answerPayments(refused(401, "token_invalid"), accepted);
    streamPayments(aPayment());
    const { person } = show(<PortalApp />);
    await order(person);

    await screen.findByRole("heading", { name: "Check your phone" });
    expect(sent.map((request) => request.bearer)).toEqual(["Bearer old-device", null]);
    expect(localStorage.getItem("daftari.device")).toBe("device-1");
  });
});

describe("a refusal", () => {
  it("offers to buy the same again, and then means it", async () => {
    answerPayments(refused(409, "bought_just_now"), accepted);
    streamPayments(aPayment());
    const { person } = show(<PortalApp />);
    await order(person);
    await person.click(await screen.findByRole("button", { name: "Buy again" }));

    await screen.findByRole("heading", { name: "Check your phone" });
    expect(sent[1]?.body).toMatchObject({ force: true });
    expect(sent[1]?.key).not.toBe(sent[0]?.key);
  });

  it("says how long to wait while the phone has another request open", async () => {
    answerPayments(refused(409, "push_in_progress", { retry_after_seconds: 40 }));
    const { person } = show(<PortalApp />);
    await order(person);

    const notice = await screen.findByRole("alert");
    expect(notice).toHaveTextContent("There is already an M-Pesa request on this phone.");
    expect(notice).toHaveTextContent("You can ask again in 40 s.");
  });

  it("uses the balance where it covers the price", async () => {
    answerPayments(refused(409, "wallet_covers_price"));
    const bought: unknown[] = [];
    server.use(
      http.post("*/api/subscriptions/", async ({ request }) => {
        bought.push(await request.json());
        return HttpResponse.json(
          { subscription_id: "s", end_date: inAnHour(), position: 12 },
          { status: 201 },
        );
      }),
    );
    const { person } = show(<PortalApp />);
    await order(person);
    await person.click(await screen.findByRole("button", { name: "Use my balance" }));

    expect(await screen.findByText(/Bought from your balance. Connected until/)).toBeVisible();
    expect(bought).toEqual([{ package_id: dayPass.id }]);
  });

  it("that has no words of its own shows the server's, and its request id", async () => {
    answerPayments(refused(403, "forbidden", { detail: "This line is closed." }));
    const { person } = show(<PortalApp />);
    await order(person);

    const notice = await screen.findByRole("alert");
    expect(notice).toHaveTextContent("This line is closed.");
    expect(notice).toHaveTextContent("Request req-1");
  });
});

describe("the payment's page", () => {
  const open = () => window.history.replaceState(null, "", `/pay/${aPayment().id}`);

  it("ends in *connected until*, with the receipt", async () => {
    open();
    streamPayments(
      aPayment({ progress: "PROMPTED", position: 10 }),
      aPayment({
        status: "COMPLETED",
        progress: "CONNECTED",
        position: 14,
        amount_paid_cents: 8_000,
        mpesa_receipt_number: "SKN4X9QW2R",
        subscription: aSubscription({ end_date: inAnHour() }),
      }),
    );
    show(<PortalApp />);

    expect(
      await screen.findByRole("heading", { name: /^Connected until \D*\d\d:\d\d$/ }),
    ).toBeVisible();
    expect(screen.getByText("SKN4X9QW2R")).toBeVisible();
    expect(screen.getByRole("link", { name: "Buy more time" })).toHaveAttribute("href", "/");
  });

  it("gives the receipt as a file, and says so where it cannot", async () => {
    open();
    const paid = aPayment({
      status: "COMPLETED",
      progress: "PAID",
      amount_paid_cents: 8_000,
      mpesa_receipt_number: "SKN4X9QW2R",
    });
    streamPayments(paid);
    let there = false;
    server.use(
      http.get("*/api/payments/:id/receipt/", () =>
        there
          ? new HttpResponse("%PDF-", { headers: { "content-type": "application/pdf" } })
          : HttpResponse.json(problemBody(500, "internal_error"), { status: 500 }),
      ),
    );
    const { person } = show(<PortalApp />);
    const save = await screen.findByRole("button", {
      name: "Save the receipt (PDF) SKN4X9QW2R",
    });
    await person.click(save);
    expect(await screen.findByRole("alert")).toHaveTextContent("could not be fetched");

    there = true;
    const saved = vi.spyOn(URL, "createObjectURL").mockReturnValue("blob:receipt");
    vi.spyOn(URL, "revokeObjectURL").mockReturnValue();
    const click = vi.spyOn(HTMLAnchorElement.prototype, "click").mockReturnValue();
    await person.click(save);
    await waitFor(() => expect(saved).toHaveBeenCalledOnce());
    expect(click.mock.contexts[0]).toHaveProperty("download", "receipt-SKN4X9QW2R.pdf");
    expect(screen.queryByRole("alert")).not.toBeInTheDocument();
    vi.restoreAllMocks();
  });

  it("offers to try again after a wrong PIN, in one tap", async () => {
    open();
    streamPayments(
      aPayment({
        status: "FAILED",
        progress: "FAILED",
        failure: { class: "WRONG_PIN", result_code: "2001", message: "-" },
      }),
    );
    answerPayments(refused(409, "push_in_progress", { retry_after_seconds: 9 }));
    const { person } = show(<PortalApp />);

    expect(await screen.findByRole("heading", { name: "The PIN was not right" })).toBeVisible();
    await person.click(screen.getByRole("button", { name: "Try again" }));
    expect(await screen.findByRole("alert")).toHaveTextContent("ask again in 9 s");
    expect(sent[0]?.body).toMatchObject({
      package_id: dayPass.id,
      phone_number: "254712345678",
    });
  });

  it("shows no way to pay again while the truth is unknown", async () => {
    open();
    streamPayments(aPayment({ progress: "CONFIRMING" }));
    show(<PortalApp />);

    expect(await screen.findByRole("heading", { name: "Still confirming" })).toBeVisible();
    expect(screen.queryByRole("button", { name: "Try again" })).not.toBeInTheDocument();
    const now = screen.getByText("Payment received").closest("li");
    expect(now && within(now).getByText(/, now/)).toBeInTheDocument();
  });
});

it("uses late money from the balance in one tap", async () => {
  window.history.replaceState(null, "", `/pay/${aPayment().id}`);
  localStorage.setItem("daftari.device", "device-1");
  const bought: unknown[] = [];
  streamPayments(
    aPayment({ status: "COMPLETED", progress: "PAID", kept_in_wallet: "LEARNT_LATE" }),
  );
  server.use(
    http.post("*/api/subscriptions/", async ({ request }) => {
      bought.push(await request.json());
      return HttpResponse.json(
        { subscription_id: "s", end_date: inAnHour(), position: 12 },
        { status: 201 },
      );
    }),
  );
  const { person } = show(<PortalApp />);
  await person.click(await screen.findByRole("button", { name: "Use my balance" }));

  expect(await screen.findByText(/Bought from your balance. Connected until/)).toBeVisible();
  expect(bought).toEqual([{ package_id: dayPass.id, line_id: aPayment().line_id }]);
});

it("greets a known device that is online with its end time", async () => {
  localStorage.setItem("daftari.device", "device-1");
  const bearers: (string | null)[] = [];
  server.use(
    http.get("*/api/me/", ({ request }) => {
      bearers.push(request.headers.get("authorization"));
      return HttpResponse.json({
        id: "guest",
        role: "GUEST",
        wallet_balance_cents: 3_000,
        currency: "KES",
        lines: [
          {
            id: "line-1",
            name: "This phone",
            kind: "HOTSPOT",
            subscription: aSubscription({ end_date: inAnHour() }),
          },
        ],
      });
    }),
  );
  show(<PortalApp />);

  expect(await screen.findByText(/Connected until/)).toBeVisible();
  expect(screen.getByRole("heading", { name: "Add time" })).toBeVisible();
  expect(screen.getByText("Balance: KSh 30.00")).toBeVisible();
  expect(bearers).toEqual(["Bearer device-1"]);
});

describe("somebody who is signed in", () => {
  async function signInAs(role: string) {
    server.use(
      http.post("*/api/auth/login/", () =>
        HttpResponse.json({
          access: `access-of-${role}`,
          refresh: "refresh-1",
          role,
          user_id: "user-1",
          expires_in_seconds: 900,
        }),
      ),
      http.post("*/api/auth/logout/", () => new HttpResponse(null, { status: 204 })),
    );
    await session.login("somebody", "secret");
  }

  afterEach(() => session.logout());

  it("buys as themselves if they are a customer", async () => {
    await signInAs("CUSTOMER");
    answerPayments(accepted);
    streamPayments(aPayment());
    const { person } = show(<PortalApp />);
    expect(screen.getByRole("button", { name: "Sign out" })).toBeVisible();
    await order(person);

    await screen.findByRole("heading", { name: "Check your phone" });
    expect(sent[0]?.bearer).toBe("Bearer access-of-CUSTOMER");
  });

  it("buys as any visitor if they are of the staff", async () => {
    await signInAs("ADMIN");
    answerPayments(accepted);
    streamPayments(aPayment());
    const { person } = show(<PortalApp />);
    expect(screen.getByRole("link", { name: "To the dashboard" })).toHaveAttribute(
      "href",
      "/admin",
    );
    await order(person);

    await screen.findByRole("heading", { name: "Check your phone" });
    expect(sent[0]?.bearer).toBeNull();
  });
});

it("speaks Swahili after one tap, and remembers it", async () => {
  const { person, unmount } = show(<PortalApp />);
  await person.click(screen.getByRole("button", { name: /Kiswahili/ }));
  expect(screen.getByRole("heading", { name: "Ingia mtandaoni" })).toBeVisible();
  await waitFor(() => expect(document.documentElement.lang).toBe("sw"));
  unmount();

  show(<PortalApp />);
  expect(screen.getByRole("heading", { name: "Ingia mtandaoni" })).toBeVisible();
});

it("has a page for addresses that do not exist", () => {
  window.history.replaceState(null, "", "/nowhere");
  show(<PortalApp />);
  expect(screen.getByRole("heading", { name: "There is no page here" })).toBeVisible();
});

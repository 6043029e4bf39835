import { screen, waitFor, within } from "@testing-library/react";
import { HttpResponse, http } from "msw";
import { beforeEach, describe, expect, it } from "vitest";
import { PortalApp } from "@/routes/_portal/app";
import type { FoundPayment, Payment } from "@/services/contract";
import { aPayment, aSubscription, problemBody } from "@/test/builders";
import { show } from "@/test/render";
import { server } from "@/test/server";

const RECEIPT = "UKN5AAAAA1";
const MESSAGE = `${RECEIPT} Confirmed. Ksh80.00 sent to MTAA WIFI for account P1X2Y3Z4W5V6 on 23/11/26 at 6:00 PM.`;
const inAnHour = () => new Date(Date.now() + 3_600_000).toISOString();

let asked: unknown[] = [];
let bearers: (string | null)[] = [];

/** What the server answers to whoever says that they have paid. */
function answer(status: number, body: object) {
  server.use(
    http.post("*/api/payments/find/", async ({ request }) => {
      asked.push(await request.json());
      return HttpResponse.json(body, { status });
    }),
  );
}

const found = (facts: Partial<FoundPayment>) =>
  answer(200, { standing: "ARRIVED", payment: null, access: null, device_token: null, ...facts });

function tellOf(payment: Payment) {
  server.use(
    http.get("*/api/payments/:id/stream/", () => HttpResponse.error()),
    http.get("*/api/payments/:id/", ({ request }) => {
      bearers.push(request.headers.get("authorization"));
      return HttpResponse.json(payment);
    }),
  );
}

beforeEach(() => {
  asked = [];
  bearers = [];
  window.history.replaceState(null, "", "/paid");
  server.use(
    http.get("*/api/packages/", () => HttpResponse.json({ items: [], next_cursor: null })),
    http.get("*/api/provider/", () =>
      HttpResponse.json({ name: "Mtaa WiFi", pay_to: "PAYBILL", short_code: "174379" }),
    ),
  );
});

async function say(person: ReturnType<typeof show>["person"], message: string, phone: string) {
  const field = screen.getByLabelText("M-Pesa message, or its receipt");
  await person.click(field);
  await person.paste(message);
  const number = screen.getByLabelText("Phone that paid");
  await person.clear(number);
  await person.type(number, phone);
  await person.click(screen.getByRole("button", { name: "Find my payment" }));
}

describe("somebody who has paid", () => {
  it("is recognised, and led to their payment", async () => {
    const paid = aPayment({
      status: "COMPLETED",
      progress: "CONNECTED",
      mpesa_receipt_number: RECEIPT,
      subscription: aSubscription({ end_date: inAnHour() }),
    });
    found({ standing: "CONNECTED", payment: paid, access: "access-1", device_token: "device-9" });
    tellOf(paid);
    const { person } = show(<PortalApp />);
    await say(person, MESSAGE, "0712 345 678");

    expect(await screen.findByRole("heading", { name: /Connected until/ })).toBeVisible();
    expect(asked).toEqual([{ receipt: RECEIPT, phone_number: "254712345678" }]);
    expect(window.location.pathname).toBe(`/pay/${paid.id}`);
    expect(localStorage.getItem("daftari.device")).toBe("device-9");
    expect(localStorage.getItem("daftari.phone")).toBe("254712345678");
    await waitFor(() => expect(bearers).toContain("Bearer access-1"));
  });

  it("sees another's bill that they paid, and is not taken for the other", async () => {
    const paid = aPayment({ status: "COMPLETED", progress: "PAID" });
    found({ payment: paid, access: "access-1" });
    tellOf(paid);
    const { person } = show(<PortalApp />);
    await say(person, RECEIPT, "0712345678");

    expect(await screen.findByRole("heading", { name: "Payment received" })).toBeVisible();
    expect(localStorage.getItem("daftari.device")).toBeNull();
    expect(localStorage.getItem("daftari.phone")).toBeNull();
  });

  it.each([
    ["IN_SUSPENSE", "Your money is here, and waits for a person"],
    ["VERIFYING", "Your payment is being verified"],
    ["IN_WALLET", "Your payment has arrived"],
    ["RETURNED", "This payment was returned"],
    ["OF_A_NEWER_SERVER", "Your payment has arrived"],
  ])("is told what became of money that is %s", async (standing, title) => {
    found({ standing });
    const { person } = show(<PortalApp />);
    await say(person, MESSAGE, "0712345678");

    const told = await screen.findByRole("region", { name: title });
    expect(told).toHaveFocus();
    expect(window.location.pathname).toBe("/paid");
  });
});

describe("a payment that was not seen", () => {
  const notSeen = () => answer(404, problemBody(404, "payment_not_seen"));

  it("is told truly, with what to check and where it was to be paid", async () => {
    notSeen();
    const { person } = show(<PortalApp />);
    await say(person, MESSAGE, "0712345678");

    const told = await screen.findByRole("region", {
      name: "We have not seen this payment yet",
    });
    expect(told).toHaveFocus();
    expect(within(told).getByText(/UKN5AAAAA1.*0712 345 678/)).toBeVisible();
    expect(await within(told).findByText(/Paybill 174379 \(Mtaa WiFi\)\.$/)).toBeVisible();
    expect(within(told).getByText(/do not pay again/)).toBeVisible();
    expect(localStorage.getItem("daftari.device")).toBeNull();

    await person.click(screen.getByRole("button", { name: "Find my payment" }));
    await waitFor(() => expect(asked).toHaveLength(2));
  });

  it("names the account of the payment that the person came from", async () => {
    const pending = aPayment({ progress: "CONFIRMING" });
    window.history.replaceState(null, "", `/paid?payment=${pending.id}`);
    notSeen();
    tellOf(pending);
    const { person } = show(<PortalApp />);
    await say(person, MESSAGE, "0712345678");
    expect(await screen.findByText(/account DF7K2M9Q/)).toBeVisible();
  });

  it("at a till has no account", async () => {
    notSeen();
    server.use(
      http.get("*/api/provider/", () =>
        HttpResponse.json({ name: null, pay_to: "TILL", short_code: "832909" }),
      ),
    );
    const { person } = show(<PortalApp />);
    await say(person, MESSAGE, "0712345678");
    expect(await screen.findByText("Check that it was paid to Till 832909.")).toBeVisible();
  });
});

describe("before anything is sent", () => {
  it("the receipt is shown as soon as it is pasted", async () => {
    const { person } = show(<PortalApp />);
    await person.click(screen.getByLabelText("M-Pesa message, or its receipt"));
    await person.paste(MESSAGE);
    expect(screen.getByText(`Receipt: ${RECEIPT}`)).toBeVisible();
  });

  it("a text without a receipt is refused, and the field is where the person is", async () => {
    const { person } = show(<PortalApp />);
    await say(person, "I paid, please connect me", "0712345678");
    const field = screen.getByLabelText("M-Pesa message, or its receipt");
    expect(field).toHaveFocus();
    expect(field).toHaveAccessibleDescription(/There is no receipt in this text/);
  });

  it("a bad number is refused", async () => {
    const { person } = show(<PortalApp />);
    await say(person, MESSAGE, "0812345678");
    expect(screen.getByLabelText("Phone that paid")).toHaveFocus();
    expect(screen.getByText(/Enter a Kenyan mobile number/)).toBeVisible();
  });
});

it("somebody who tries too often is told to wait", async () => {
  answer(429, problemBody(429, "rate_limited"));
  const { person } = show(<PortalApp />);
  await say(person, MESSAGE, "0712345678");
  expect(await screen.findByText(/Too many attempts/)).toBeVisible();
});

it("speaks Swahili", async () => {
  localStorage.setItem("daftari.language", "sw");
  answer(404, problemBody(404, "payment_not_seen"));
  const { person } = show(<PortalApp />);
  await person.click(screen.getByLabelText("Ujumbe wa M-Pesa, au risiti yake"));
  await person.paste(`${RECEIPT} Imethibitishwa. Umelipa Ksh80.00 kwa MTAA WIFI`);
  await person.type(screen.getByLabelText("Simu iliyolipa"), "0712345678");
  await person.click(screen.getByRole("button", { name: "Tafuta malipo yangu" }));
  expect(await screen.findByRole("heading", { name: "Bado hatujaona malipo haya" })).toBeVisible();
});

it.each([
  ["is pending", aPayment({ progress: "CONFIRMING" })],
  [
    "failed",
    aPayment({
      status: "FAILED",
      progress: "FAILED",
      failure: { class: "NO_RESPONSE", result_code: "1037", message: "" },
    }),
  ],
  ["expired", aPayment({ status: "EXPIRED", progress: "EXPIRED" })],
])("the page of a payment that %s leads here, with its phone", async (_, payment) => {
  window.history.replaceState(null, "", `/pay/${payment.id}`);
  tellOf(payment);
  const remembered = { id: payment.id, access: null, position: 1, amountCents: 8_000 };
  localStorage.setItem(
    "daftari.payments",
    JSON.stringify([{ ...remembered, phone: "254712345678" }]),
  );
  const { person } = show(<PortalApp />);
  await person.click(await screen.findByRole("link", { name: "I have paid" }));
  expect(window.location.search).toBe(`?payment=${payment.id}`);
  expect(screen.getByLabelText("Phone that paid")).toHaveValue("0712 345 678");
});

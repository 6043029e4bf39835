import { screen, waitFor, within } from "@testing-library/react";
import { HttpResponse, http } from "msw";
import { beforeEach, describe, expect, it } from "vitest";
import {
  aCustomer,
  aCustomerInFull,
  aLine,
  anAskedRefund,
  aPayment,
  aRefund,
  aTaxDocument,
  aWallet,
  problemBody,
} from "@/test/builders";
import { server } from "@/test/server";
import { openAt, page, signInAs } from "@/test/staff";

const ADDRESS = `/admin/customers/${aCustomer().id}`;

describe("one customer, for finance", () => {
  beforeEach(async () => {
    await signInAs("FINANCE");
    server.use(
      http.get("*/api/payments/", () => page([])),
      http.get("*/api/refunds/", () => page([])),
      http.get("*/api/finance/tax-documents/", () => page([])),
    );
  });

  it("is shown with lines, payments, refunds and tax invoices, older ones when asked for", async () => {
    const asked: Record<string, URLSearchParams> = {};
    let isBroken = true;
    const note = (name: string, request: Request) => {
      asked[name] = new URL(request.url).searchParams;
      return asked[name];
    };
    const paid = aPayment({
      status: "COMPLETED",
      amount_paid_cents: 8_000,
      mpesa_receipt_number: "UKN5AAAAA1",
    });
    const older = aPayment({ id: "older", status: "FAILED", amount_cents: 5_000 });
    server.use(
      http.get("*/api/customers/:id/", () =>
        HttpResponse.json(aCustomerInFull({ lines: [aLine(), aLine({ id: "new" })] })),
      ),
      http.get("*/api/payments/", ({ request }) => {
        if (!note("payments", request).has("cursor")) return page([paid], "more");
        if (!isBroken) return page([older]);
        isBroken = false;
        return HttpResponse.json(problemBody(422, "invalid_cursor"), { status: 422 });
      }),
      http.get("*/api/refunds/", ({ request }) => {
        note("refunds", request);
        return page([aRefund({ stage: "FAILED", failure_message: "The phone is not registered" })]);
      }),
      http.get("*/api/finance/tax-documents/", ({ request }) => {
        note("taxes", request);
        return page([aTaxDocument({ number: 8, credit_of: 7, buyer_kra_pin: "A012345678Z" })]);
      }),
    );
    const { person } = openAt(ADDRESS);
    expect(await screen.findByRole("heading", { name: "Wanjiku Kamau" })).toBeVisible();
    expect(screen.getAllByText("DF7K2M9Q")).toHaveLength(2);
    expect(screen.getAllByRole("link", { name: "this payment" })[0]).toHaveAttribute(
      "href",
      `/admin/payments/${aPayment().id}`,
    );

    const payments = await screen.findByRole("list", { name: "payments" });
    expect(within(payments).getByRole("link")).toHaveTextContent("Day pass, UKN5AAAAA1");
    expect(asked.payments?.get("customer_id")).toBe(aCustomer().id);
    expect(screen.getByRole("link", { name: /^All from/ })).toHaveAttribute(
      "href",
      "/admin/payments?phone=254712345678",
    );
    await person.click(screen.getByRole("button", { name: "Older payments" }));
    expect(await screen.findByRole("alert")).toHaveTextContent("invalid_cursor.");
    await person.click(screen.getByRole("button", { name: "Older payments" }));
    expect(await within(payments).findByText("KSh 50.00")).toBeVisible();
    expect(screen.queryByRole("alert")).not.toBeInTheDocument();
    expect(asked.payments?.get("cursor")).toBe("more");
    expect(screen.queryByRole("button", { name: "Older payments" })).not.toBeInTheDocument();

    const refunds = await screen.findByRole("list", { name: "refunds" });
    expect(refunds).toHaveTextContent("Reversal of UKN5AAAAA1: Paid twice");
    expect(refunds).toHaveTextContent("The phone is not registered");
    const taxes = await screen.findByRole("list", { name: "tax invoices" });
    expect(taxes).toHaveTextContent("Credit note 8 on 7, Home 10 Mbps, PIN A012345678Z");
    expect(asked.refunds?.get("customer_id")).toBe(aCustomer().id);
    expect(asked.taxes?.get("customer_id")).toBe(aCustomer().id);
  });

  it("has a KRA PIN, noted once it is one, and taken away again", async () => {
    const sent: unknown[] = [];
    const keys: (string | null)[] = [];
    let noted: string | null = null;
    server.use(
      http.get("*/api/customers/:id/", () =>
        HttpResponse.json(aCustomerInFull({ kra_pin: noted })),
      ),
      http.put("*/api/users/:id/kra-pin/", async ({ request, params }) => {
        const body = (await request.json()) as { kra_pin: string | null };
        sent.push([params.id, body]);
        keys.push(request.headers.get("idempotency-key"));
        if (sent.length === 1) {
          const text = "a KRA PIN is A or P, nine digits and a letter";
          return HttpResponse.json(
            { ...problemBody(422, "invalid_kra_pin"), errors: { kra_pin: [text] } },
            { status: 422 },
          );
        }
        noted = body.kra_pin;
        return HttpResponse.json({ id: aCustomer().id, position: 11 });
      }),
    );
    const { person } = openAt(ADDRESS);
    await person.click(await screen.findByRole("button", { name: "Change the KRA PIN" }));
    const dialog = await screen.findByRole("dialog");
    const field = within(dialog).getByLabelText("KRA PIN");
    const save = within(dialog).getByRole("button", { name: "Save" });
    expect(save).toBeDisabled();
    await person.type(field, "a01");
    await person.click(save);
    await waitFor(() =>
      expect(field).toHaveAccessibleDescription("a KRA PIN is A or P, nine digits and a letter"),
    );
    expect(field).toBeInvalid();
    expect(within(dialog).queryByRole("alert")).not.toBeInTheDocument();
    await person.type(field, "2345678z");
    expect(field).toBeValid();
    await person.click(save);
    expect(await screen.findByText("The KRA PIN is noted.")).toBeVisible();
    expect(await screen.findByText("A012345678Z")).toBeVisible();

    await person.click(screen.getByRole("button", { name: "Change the KRA PIN" }));
    await person.clear(screen.getByLabelText("KRA PIN"));
    await person.click(screen.getByRole("button", { name: "Save" }));
    expect(await screen.findByText("The KRA PIN is taken away.")).toBeVisible();
    expect(sent).toEqual([
      [aCustomer().id, { kra_pin: "A01" }],
      [aCustomer().id, { kra_pin: "A012345678Z" }],
      [aCustomer().id, { kra_pin: null }],
    ]);
    expect(new Set(keys).size).toBe(3);
  });

  it("is paid out, and then the wallet is shown anew", async () => {
    let balance = 600_000;
    server.use(
      http.get("*/api/customers/:id/", () =>
        HttpResponse.json(aCustomerInFull({ wallet_balance_cents: balance })),
      ),
      http.post("*/api/wallets/:id/refund/", () => {
        balance = 500;
        return HttpResponse.json(
          anAskedRefund({ amount_cents: 599_500, awaits_approval: false, position: 12 }),
          { status: 202 },
        );
      }),
    );
    const { person } = openAt(ADDRESS);
    await person.click(await screen.findByRole("button", { name: "Pay out" }));
    const dialog = await screen.findByRole("dialog");
    expect(dialog).toHaveTextContent("Pay out of the wallet of Wanjiku Kamau?");
    await person.type(within(dialog).getByLabelText("Amount in shillings"), "5,995");
    await person.type(within(dialog).getByLabelText("Why it is paid out"), "Moved away");
    await person.click(within(dialog).getByRole("button", { name: "Pay out" }));
    expect(await screen.findByText("Safaricom is asked to pay KSh 5,995.00 out.")).toBeVisible();
    expect(await screen.findByText("KSh 5.00")).toBeVisible();
    // Less than M-Pesa pays out.
    expect(screen.queryByRole("button", { name: "Pay out" })).not.toBeInTheDocument();
  });

  it("that is not there is said so, with the way back", async () => {
    server.use(
      http.get("*/api/customers/:id/", () =>
        HttpResponse.json(
          { ...problemBody(404, "customer_not_found"), detail: "there is no such customer" },
          { status: 404 },
        ),
      ),
    );
    openAt(ADDRESS);
    expect(await screen.findByRole("alert")).toHaveTextContent("there is no such customer");
    expect(screen.getAllByRole("link", { name: "Customers" })).not.toHaveLength(0);
    expect(screen.queryByRole("heading", { name: "Refunds" })).not.toBeInTheDocument();
  });

  it("is where a wallet leads to", async () => {
    server.use(
      http.get("*/api/wallets/", () => page([aWallet()])),
      http.get("*/api/customers/:id/", () => HttpResponse.json(aCustomerInFull())),
    );
    const { person } = openAt("/admin/wallets");
    await person.click(await screen.findByRole("link", { name: "Wanjiku" }));
    expect(await screen.findByRole("heading", { name: "Wanjiku Kamau" })).toBeVisible();
    expect(window.location.pathname).toBe(ADDRESS);
  });
});

describe("one customer, for an agent", () => {
  it("has a statement, and no money to decide about", async () => {
    await signInAs("AGENT");
    // Neither refunds nor tax documents have a handler here: to ask for them would fail the test.
    server.use(
      http.get("*/api/customers/:id/", () =>
        HttpResponse.json(
          aCustomerInFull({
            name: null,
            username: null,
            phone_number: null,
            is_guest: true,
            lines: [],
          }),
        ),
      ),
      http.get("*/api/payments/", () => page([])),
    );
    openAt(ADDRESS);
    expect(await screen.findByRole("heading", { name: "Guest" })).toBeVisible();
    expect(screen.getByRole("button", { name: "Statement" })).toBeVisible();
    expect(screen.queryByRole("button", { name: "Pay out" })).not.toBeInTheDocument();
    expect(screen.getByText(/No line yet/)).toBeVisible();
    expect(await screen.findByText(/Nothing was paid for this customer/)).toBeVisible();
  });
});

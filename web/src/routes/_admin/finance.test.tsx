import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import { HttpResponse, http } from "msw";
import { beforeEach, describe, expect, it, vi } from "vitest";
import StaffApp from "@/routes/_admin/app";
import { session } from "@/services/session";
import {
  aBankTransit,
  aBreak,
  aHold,
  aJournalEntry,
  anOpenMonth,
  aPayment,
  aRefund,
  aStatement,
  aStatementReport,
  aTrialBalance,
  aWallet,
  problemBody,
} from "@/test/builders";
import { show } from "@/test/render";
import { server } from "@/test/server";

const page = (items: unknown[]) => HttpResponse.json({ items, next_cursor: null });

function openAt(address: string) {
  window.history.replaceState(null, "", address);
  return show(<StaffApp />);
}

beforeEach(async () => {
  server.use(
    http.post("*/api/auth/logout/", () => new HttpResponse(null, { status: 204 })),
    http.post("*/api/auth/login/", () =>
      HttpResponse.json({
        access: "access-1",
        refresh: "refresh-1",
        role: "FINANCE",
        user_id: "user-1",
        expires_in_seconds: 900,
      }),
    ),
  );
  await session.logout();
  await session.login("finance", "secret");
});

describe("the books", () => {
  const rolled = {
    as_of: "2026-11-23T15:00:00Z",
    currency: "KES",
    months: [
      {
        month: "2026-11",
        opening_cents: 0,
        billed_cents: 80_000,
        recognised_cents: 30_000,
        returned_cents: 0,
        closing_cents: 50_000,
      },
    ],
  };

  it("are shown as of a day, and a month with something open is closed with an explanation", async () => {
    const asked: (string | null)[] = [];
    const sent: unknown[] = [];
    server.use(
      http.get("*/api/finance/trial-balance/", ({ request }) => {
        asked.push(new URL(request.url).searchParams.get("as_of"));
        return HttpResponse.json(aTrialBalance());
      }),
      http.get("*/api/finance/deferred-revenue/", () => HttpResponse.json(rolled)),
      http.get("*/api/finance/in-transit/", () =>
        HttpResponse.json(aBankTransit({ items: [], amount_cents: 0 })),
      ),
      http.get("*/api/finance/periods/", () =>
        HttpResponse.json({ closed: [], next: anOpenMonth() }),
      ),
      http.post("*/api/finance/periods/:month/close/", async ({ request, params }) => {
        sent.push([params.month, await request.json()]);
        return HttpResponse.json({ position: 101 });
      }),
    );
    const { person } = openAt("/admin/ledger?day=2026-11-20");
    const balance = await screen.findByRole("table", { name: "Trial balance" });
    expect(within(balance).getByRole("row", { name: /In all/ })).toHaveTextContent(
      "In allKSh 1,250.00KSh 1,250.00",
    );
    expect(asked[0]).toBe("2026-11-20T20:59:59.999Z");
    expect(await screen.findByRole("row", { name: /2026-11/ })).toHaveTextContent("−KSh 300.00");
    expect(await screen.findByText("KSh 30.00 in suspense (account 2190)")).toBeVisible();

    await person.click(screen.getByRole("button", { name: "Close the month" }));
    const dialog = await screen.findByRole("dialog");
    const close = within(dialog).getByRole("button", { name: "Close the month" });
    expect(close).toBeDisabled();
    await person.type(within(dialog).getByRole("textbox"), "The payer answers next week");
    await person.click(close);
    expect(await screen.findByText("2026-10 is closed.")).toBeVisible();
    expect(sent).toEqual([["2026-10", { explanation: "The payer answers next week" }]]);
  });
});

describe("money in transit to the bank", () => {
  it("arrives with the bank's amount, reference and day, and a refusal stands beside them", async () => {
    const sent: unknown[] = [];
    server.use(
      http.get("*/api/finance/trial-balance/", () => HttpResponse.json(aTrialBalance())),
      http.get("*/api/finance/deferred-revenue/", () =>
        HttpResponse.json({ as_of: "2026-11-23T15:00:00Z", currency: "KES", months: [] }),
      ),
      http.get("*/api/finance/periods/", () =>
        HttpResponse.json({ closed: [], next: anOpenMonth() }),
      ),
      http.get("*/api/finance/in-transit/", () =>
        HttpResponse.json(
          sent.length < 2 ? aBankTransit() : aBankTransit({ items: [], amount_cents: 0 }),
        ),
      ),
      http.post("*/api/finance/in-transit/:receipt/arrive/", async ({ request, params }) => {
        sent.push([params.receipt, await request.json()]);
        if (sent.length > 1) return HttpResponse.json({ position: 103 });
        const body = {
          ...problemBody(422, "invalid_arrival"),
          detail: "KES 20,000.00 is on its way under this receipt",
        };
        return HttpResponse.json(body, { status: 422 });
      }),
    );
    const { person } = openAt("/admin/ledger");
    await person.click(await screen.findByRole("button", { name: "Arrived" }));
    const dialog = await screen.findByRole("dialog");
    const field = (name: string) => within(dialog).getByLabelText(name);
    const arrived = within(dialog).getByRole("button", { name: "It arrived" });
    await person.type(field("Amount on the bank's statement, KSh"), "19,500");
    await person.type(field("The bank's reference"), "FT26307XYZ");
    await person.clear(field("Value date"));
    await person.type(field("Value date"), "2026-11-23");
    await person.click(arrived);
    expect(await within(dialog).findByRole("alert")).toHaveTextContent("is on its way");
    await person.clear(field("Amount on the bank's statement, KSh"));
    await person.type(field("Amount on the bank's statement, KSh"), "20000.00");
    await person.click(arrived);
    expect(await screen.findByText("Nothing is on its way to the bank.")).toBeVisible();
    const wish = (cents: number) => [
      "UKN6SWEEP1",
      { amount_cents: cents, bank_reference: "FT26307XYZ", value_date: "2026-11-23" },
    ];
    expect(sent).toEqual([wish(1_950_000), wish(2_000_000)]);
  });
});

describe("the journal", () => {
  it("is read entry by entry, and leads on to older ones", async () => {
    server.use(
      http.get("*/api/finance/journal/", ({ request }) =>
        HttpResponse.json(
          new URL(request.url).searchParams.has("cursor")
            ? { items: [aJournalEntry({ position: 12, kind: "EARNED" })], next_cursor: null }
            : { items: [aJournalEntry()], next_cursor: "24539" },
        ),
      ),
    );
    const { person } = openAt("/admin/ledger/journal");
    expect(await screen.findByText("Sums to zero")).toBeVisible();
    expect(screen.getByRole("rowheader", { name: /Received #24539/ })).toBeVisible();
    await person.click(screen.getByRole("button", { name: "Older" }));
    expect(await screen.findByRole("rowheader", { name: /Earned #12/ })).toBeVisible();
    expect(window.location.search).toBe("?cursor=24539");
  });

  it("is empty before the first payment", async () => {
    server.use(http.get("*/api/finance/journal/", () => page([])));
    openAt("/admin/ledger/journal");
    expect(await screen.findByText("No entries yet")).toBeVisible();
  });
});

describe("a statement", () => {
  it("is given, refused with its reason, named, compared and taken in", async () => {
    const given: (string | null)[] = [];
    let applied = false;
    server.use(
      http.get("*/api/finance/statements/", () => page([])),
      http.get("*/api/finance/breaks/", () => page([])),
      http.post("*/api/finance/statements/", async ({ request }) => {
        const query = new URL(request.url).searchParams;
        given.push(query.get("short_code"), await request.text());
        if (query.get("short_code") === null) {
          const body = {
            ...problemBody(422, "which_short_code"),
            detail: "the file does not say of which short code it is",
          };
          return HttpResponse.json(body, { status: 422 });
        }
        return HttpResponse.json(
          { statement_id: aStatement().id, is_known: false, report: aStatementReport() },
          { status: 201 },
        );
      }),
      http.get("*/api/finance/statements/:id/", () =>
        HttpResponse.json({
          statement: aStatement(),
          report: applied
            ? aStatementReport({ agrees: true, differs: [], breaks: [], breaks_total: 0 })
            : aStatementReport(),
        }),
      ),
      http.post("*/api/finance/statements/:id/apply/", () => {
        applied = true;
        return HttpResponse.json({
          payments: 1,
          reversals: 0,
          movements: 4,
          refused: [],
          report: aStatementReport(),
        });
      }),
    );
    const { person } = openAt("/admin/reconciliation");
    const file = new File(["Receipt No,"], "june.csv", { type: "text/csv" });
    await person.upload(await screen.findByLabelText("Statement file"), file);
    expect(await screen.findByRole("alert")).toHaveTextContent(
      "june.csv: the file does not say of which short code it is",
    );
    await person.type(screen.getByLabelText("Short code"), "600000");
    await person.click(screen.getByRole("button", { name: "Compare again" }));

    expect(await screen.findByRole("heading", { name: "Statement of 600000" })).toBeVisible();
    expect(given).toEqual([null, "Receipt No,", "600000", "Receipt No,"]);
    expect(screen.getByText("Differs")).toBeVisible();
    expect(screen.getByRole("row", { name: /Closing balance/ })).toHaveTextContent(
      "KSh 12,500.00KSh 12,000.00",
    );
    await person.click(screen.getByRole("button", { name: "Take in what is safe" }));
    expect(await screen.findByText("Agrees in every line")).toBeVisible();
    const taken = "1 payments, 0 reversals and 4 other movements were taken in.";
    await waitFor(() => expect(screen.getByText(taken)).toBeVisible());
    expect(screen.queryByRole("button", { name: "Take in what is safe" })).not.toBeInTheDocument();
  });

  it("says which payment lost money may be, and a person agrees", async () => {
    const payment = aPayment();
    const agreed: unknown[] = [];
    const report = aStatementReport();
    const [lost] = report.breaks;
    if (!lost) throw new Error("the report has a break");
    const suggestion = {
      kind: "PAYMENT",
      words: `may be payment ${payment.id} (failed): same amount, same phone, and within 2 min`,
      payment_id: payment.id,
      waits_for: "FAILED",
      breaks: [],
    };
    server.use(
      http.get("*/api/finance/breaks/", () => page([])),
      http.get("*/api/finance/statements/:id/", () =>
        HttpResponse.json({
          statement: aStatement(),
          report:
            agreed.length === 0
              ? { ...report, breaks: [{ ...lost, suggestion }] }
              : { ...report, agrees: true, differs: [], breaks: [], breaks_total: 0 },
        }),
      ),
      http.post("*/api/finance/statements/:id/accept/", async ({ request }) => {
        agreed.push(await request.json());
        return HttpResponse.json({ report });
      }),
    );
    const { person } = openAt(`/admin/reconciliation/${aStatement().id}`);
    const line = await screen.findByRole("row", { name: /UKN5AAAAA3/ });
    expect(line).toHaveTextContent("(failed): same amount, same phone, and within 2 min");
    expect(within(line).getByRole("link")).toHaveAttribute("href", `/admin/payments/${payment.id}`);
    await person.click(within(line).getByRole("button", { name: "It is" }));
    expect(await screen.findByText("Agrees in every line")).toBeVisible();
    expect(agreed).toEqual([{ receipt: "UKN5AAAAA3", payment_id: payment.id }]);
  });

  it("leaves breaks that somebody explains", async () => {
    const reasons: unknown[] = [];
    server.use(
      http.get("*/api/finance/statements/", () => page([aStatement()])),
      http.get("*/api/finance/breaks/", () =>
        page(
          reasons.length === 0
            ? [aBreak({ statement_cents: -800, ledger_cents: -800, expected_cents: -500 })]
            : [],
        ),
      ),
      http.post("*/api/finance/breaks/:id/resolve/", async ({ request }) => {
        reasons.push(await request.json());
        return HttpResponse.json({ position: 102 });
      }),
    );
    const { person } = openAt("/admin/reconciliation");
    expect(await screen.findByText("1 open")).toBeVisible();
    const explain = await screen.findByRole("button", { name: "Explain" });
    expect(screen.getByText(/was charged/)).toHaveTextContent(
      "KSh 8.00 was charged, KSh 5.00 is due.",
    );
    await person.click(explain);
    const dialog = await screen.findByRole("dialog");
    await person.type(within(dialog).getByRole("textbox"), "Half was given back at the desk");
    await person.click(within(dialog).getByRole("button", { name: "Explain" }));
    expect(await screen.findByText("No breaks yet")).toBeVisible();
    expect(reasons).toEqual([{ reason: "Half was given back at the desk" }]);
  });
});

describe("money that goes back", () => {
  const history = { items: [], deliveries: [], next_cursor: null };

  beforeEach(() => {
    server.use(
      http.get("*/api/payments/:id/stream/", () => new HttpResponse(null, { status: 503 })),
      http.get("*/api/payments/:id/events/", () => HttpResponse.json(history)),
    );
  });

  it("is asked for with a reason, and a refusal stands where it was asked", async () => {
    const sent: unknown[] = [];
    server.use(
      http.get("*/api/payments/:id/", () =>
        HttpResponse.json(aPayment({ status: "COMPLETED", progress: "PAID" })),
      ),
      http.post("*/api/payments/:id/reverse/", async ({ request }) => {
        const body = await request.json();
        sent.push([request.headers.get("idempotency-key") !== null, body]);
        if (sent.length === 1) {
          const problem = {
            ...problemBody(422, "which_receipt"),
            detail: "name the one to reverse",
          };
          return HttpResponse.json(problem, { status: 422 });
        }
        return HttpResponse.json(
          {
            refund_id: aRefund().id,
            amount_cents: 600_000,
            currency: "KES",
            awaits_approval: true,
            position: 103,
          },
          { status: 202 },
        );
      }),
    );
    const { person } = openAt(`/admin/payments/${aPayment().id}`);
    await person.click(await screen.findByRole("button", { name: "Give back" }));
    const dialog = await screen.findByRole("dialog");
    const give = within(dialog).getByRole("button", { name: "Give back" });
    expect(give).toBeDisabled();
    await person.type(within(dialog).getByLabelText("Why it goes back"), "Paid twice");
    await person.click(give);
    expect(await within(dialog).findByRole("alert")).toHaveTextContent("name the one to reverse");
    await person.type(within(dialog).getByLabelText("Receipt"), "UKN5AAAAA1");
    await person.click(give);
    expect(
      await screen.findByText("KSh 6,000.00 go back once a second person has agreed."),
    ).toBeVisible();
    expect(sent).toEqual([
      [true, { reason: "Paid twice" }],
      [true, { reason: "Paid twice", receipt: "UKN5AAAAA1" }],
    ]);
  });

  it("is agreed to by a second person", async () => {
    let stage = "AWAITS_APPROVAL";
    server.use(
      http.get("*/api/refunds/", () => page([aRefund({ stage })])),
      http.post("*/api/refunds/:id/approve/", () => {
        stage = "WAITING";
        return HttpResponse.json({ position: 104 });
      }),
    );
    const { person } = openAt("/admin/refunds");
    await person.click(await screen.findByRole("button", { name: "Agree" }));
    const dialog = await screen.findByRole("dialog");
    expect(dialog).toHaveTextContent("Asked for because: Paid twice");
    await person.click(within(dialog).getByRole("button", { name: "Agree" }));
    expect(await screen.findByText("Safaricom is asked now.")).toBeVisible();
    expect(screen.queryByRole("button", { name: "Agree" })).not.toBeInTheDocument();
  });

  it("is allocated to an account instead, where it is nobody's", async () => {
    const sent: unknown[] = [];
    server.use(
      http.get("*/api/payments/:id/", () =>
        HttpResponse.json(aPayment({ status: "UNALLOCATED", progress: "UNALLOCATED" })),
      ),
      http.post("*/api/payments/:id/allocate/", async ({ request }) => {
        sent.push(await request.json());
        return HttpResponse.json({ position: 105 });
      }),
    );
    const { person } = openAt(`/admin/payments/${aPayment().id}`);
    await person.click(await screen.findByRole("button", { name: "Allocate" }));
    const dialog = await screen.findByRole("dialog");
    await person.type(within(dialog).getByLabelText("Account number"), "10012");
    await person.type(within(dialog).getByLabelText("How that is known"), "They called");
    await person.click(within(dialog).getByRole("button", { name: "Allocate" }));
    expect(await screen.findByText("The money has its customer.")).toBeVisible();
    expect(sent).toEqual([{ reason: "They called", account_number: "10012" }]);
  });
});

describe("a held report", () => {
  it("says why it waits, and is released with a reason", async () => {
    let stage = "UNANSWERED";
    const sent: unknown[] = [];
    server.use(
      http.get("*/api/holds/", () => page([aHold({ stage })])),
      http.post("*/api/holds/:id/release/", async ({ request, params }) => {
        sent.push([
          params.id,
          request.headers.get("idempotency-key") !== null,
          await request.json(),
        ]);
        stage = "RELEASED";
        return HttpResponse.json({ id: params.id, position: 106 });
      }),
    );
    const { person } = openAt("/admin/holds");
    const row = await screen.findByRole("row", { name: /UKN5AAAAA1/ });
    expect(row).toHaveTextContent("KSh 25,000.00");
    expect(row).toHaveTextContent("A large amount; Another amount than was asked for");
    expect(row).toHaveTextContent("Safaricom is out of reach");
    await person.click(within(row).getByRole("button", { name: "Release" }));
    const dialog = await screen.findByRole("dialog");
    const release = within(dialog).getByRole("button", { name: "Release" });
    expect(release).toBeDisabled();
    await person.type(within(dialog).getByLabelText("How it is known"), "Seen on the portal");
    await person.click(release);
    expect(await screen.findByText("UKN5AAAAA1 is taken for true.")).toBeVisible();
    expect(sent).toEqual([[aHold().id, true, { reason: "Seen on the portal" }]]);
    expect(await screen.findByRole("link", { name: "Payment" })).toBeVisible();
    expect(screen.queryByRole("button", { name: "Release" })).not.toBeInTheDocument();
  });
});

describe("a wallet", () => {
  it("is paid out with an amount and a reason, and a refusal stands where it was asked", async () => {
    let balance = 600_000;
    const sent: unknown[] = [];
    const keys = new Set<string | null>();
    server.use(
      http.get("*/api/wallets/", () => page([aWallet({ balance_cents: balance })])),
      http.post("*/api/wallets/:id/refund/", async ({ request, params }) => {
        keys.add(request.headers.get("idempotency-key"));
        sent.push([params.id, await request.json()]);
        if (sent.length === 1) {
          const problem = {
            ...problemBody(409, "refund_under_way"),
            detail: "money of this wallet is on its way back already",
          };
          return HttpResponse.json(problem, { status: 409 });
        }
        balance = 50_000;
        return HttpResponse.json(
          {
            refund_id: aRefund().id,
            amount_cents: 550_000,
            currency: "KES",
            awaits_approval: true,
            position: 107,
          },
          { status: 202 },
        );
      }),
    );
    const { person } = openAt("/admin/wallets");
    const row = await screen.findByRole("row", { name: /Wanjiku/ });
    expect(row).toHaveTextContent("KSh 6,000.00");
    await person.click(within(row).getByRole("button", { name: "Pay out" }));
    const dialog = await screen.findByRole("dialog");
    expect(dialog).toHaveTextContent("It holds KSh 6,000.00.");
    const pay = within(dialog).getByRole("button", { name: "Pay out" });
    const amount = within(dialog).getByLabelText("Amount in shillings");
    await person.type(within(dialog).getByLabelText("Why it is paid out"), "Moved away");
    for (const [typed, fault] of [
      ["12.50", "Whole shillings, such as 1,250."],
      ["9", "M-Pesa pays out KSh 10 to KSh 250,000."],
      ["6,001", "The wallet holds KSh 6,000.00."],
    ] as const) {
      await person.clear(amount);
      await person.type(amount, typed);
      expect(within(dialog).getByText(fault)).toBeVisible();
      expect(pay).toBeDisabled();
    }
    await person.clear(amount);
    await person.type(amount, "5,500");
    await person.click(pay);
    expect(await within(dialog).findByRole("alert")).toHaveTextContent("on its way back already");
    await person.click(pay);
    expect(
      await screen.findByText(
        "KSh 5,500.00 go out once a second person has agreed, under Refunds.",
      ),
    ).toBeVisible();
    const asked = [aWallet().customer_id, { amount_cents: 550_000, reason: "Moved away" }];
    expect(sent).toEqual([asked, asked]);
    expect(keys.size).toBe(1);
    expect(await screen.findByRole("row", { name: /Wanjiku/ })).toHaveTextContent("KSh 500.00");
  });

  it("has a statement of some days, and says why there is none", async () => {
    const asked: URLSearchParams[] = [];
    vi.spyOn(URL, "createObjectURL").mockReturnValue("blob:statement");
    vi.spyOn(URL, "revokeObjectURL").mockReturnValue();
    const click = vi.spyOn(HTMLAnchorElement.prototype, "click").mockReturnValue();
    server.use(
      http.get("*/api/wallets/", () => page([aWallet({ balance_cents: 0 })])),
      http.get("*/api/customers/:id/statement/", ({ request }) => {
        asked.push(new URL(request.url).searchParams);
        if (asked.length === 1) {
          const problem = {
            ...problemBody(422, "period_too_long"),
            detail: "a statement covers at most 366 days",
          };
          return HttpResponse.json(problem, { status: 422 });
        }
        return new HttpResponse("%PDF-", { headers: { "content-type": "application/pdf" } });
      }),
    );
    const { person } = openAt("/admin/wallets");
    const row = await screen.findByRole("row", { name: /Wanjiku/ });
    expect(within(row).queryByRole("button", { name: "Pay out" })).not.toBeInTheDocument();
    await person.click(within(row).getByRole("button", { name: "Statement" }));
    const dialog = await screen.findByRole("dialog");
    const save = within(dialog).getByRole("button", { name: "Save" });
    const from = within(dialog).getByLabelText("From");
    const to = within(dialog).getByLabelText("To");
    fireEvent.change(to, { target: { value: "2026-11-30" } });
    fireEvent.change(from, { target: { value: "2026-12-01" } });
    expect(within(dialog).getByText("It ends before it begins.")).toBeVisible();
    expect(save).toBeDisabled();
    fireEvent.change(from, { target: { value: "2020-01-01" } });
    await person.click(save);
    expect(await within(dialog).findByRole("alert")).toHaveTextContent("at most 366 days");
    fireEvent.change(from, { target: { value: "2026-11-01" } });
    await person.click(save);
    await waitFor(() => expect(click).toHaveBeenCalledOnce());
    expect(click.mock.contexts[0]).toHaveProperty(
      "download",
      "statement-2026-11-01-2026-11-30.pdf",
    );
    expect([asked[1]?.get("from"), asked[1]?.get("to")]).toEqual(["2026-11-01", "2026-11-30"]);
    await waitFor(() => expect(screen.queryByRole("dialog")).not.toBeInTheDocument());
    vi.restoreAllMocks();
  });
});

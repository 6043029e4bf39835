import { screen, within } from "@testing-library/react";
import { HttpResponse, http } from "msw";
import { beforeEach, describe, expect, it } from "vitest";
import StaffApp from "@/routes/_admin/app";
import { session } from "@/services/session";
import {
  aBreak,
  aJournalEntry,
  anOpenMonth,
  aPayment,
  aRefund,
  aStatement,
  aStatementReport,
  aTrialBalance,
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
    expect(screen.getByText("KSh 30.00 in suspense (account 2190)")).toBeVisible();

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
    expect(
      screen.getByText("1 payments, 0 reversals and 4 other movements were taken in."),
    ).toBeVisible();
    expect(screen.queryByRole("button", { name: "Take in what is safe" })).not.toBeInTheDocument();
  });

  it("leaves breaks that somebody explains", async () => {
    const reasons: unknown[] = [];
    server.use(
      http.get("*/api/finance/statements/", () => page([aStatement()])),
      http.get("*/api/finance/breaks/", () => page(reasons.length === 0 ? [aBreak()] : [])),
      http.post("*/api/finance/breaks/:id/resolve/", async ({ request }) => {
        reasons.push(await request.json());
        return HttpResponse.json({ position: 102 });
      }),
    );
    const { person } = openAt("/admin/reconciliation");
    expect(await screen.findByText("1 open")).toBeVisible();
    await person.click(await screen.findByRole("button", { name: "Explain" }));
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

import { screen, waitFor, within } from "@testing-library/react";
import { HttpResponse, http } from "msw";
import { beforeEach, describe, expect, it } from "vitest";
import { aBreak, aPayment, aStatement, aStatementReport, problemBody } from "@/test/builders";
import { server } from "@/test/server";
import { openAt, page, signInAs } from "@/test/staff";

beforeEach(() => signInAs("FINANCE"));

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

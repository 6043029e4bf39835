import { screen, within } from "@testing-library/react";
import { HttpResponse, http } from "msw";
import { beforeEach, describe, expect, it } from "vitest";
import {
  aBankTransit,
  aJournalEntry,
  anOpenMonth,
  aTrialBalance,
  problemBody,
} from "@/test/builders";
import { server } from "@/test/server";
import { openAt, page, signInAs } from "@/test/staff";

beforeEach(() => signInAs("FINANCE"));

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

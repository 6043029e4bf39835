import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import { HttpResponse, http } from "msw";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { anAskedRefund, aWallet, problemBody } from "@/test/builders";
import { server } from "@/test/server";
import { openAt, page, signInAs } from "@/test/staff";

beforeEach(() => signInAs("FINANCE"));

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
        return HttpResponse.json(anAskedRefund({ amount_cents: 550_000, position: 107 }), {
          status: 202,
        });
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

import { screen, within } from "@testing-library/react";
import { HttpResponse, http } from "msw";
import { beforeEach, describe, expect, it } from "vitest";
import { anAskedRefund, aPayment, aRefund, problemBody } from "@/test/builders";
import { server } from "@/test/server";
import { openAt, page, signInAs } from "@/test/staff";

beforeEach(() => signInAs("FINANCE"));

describe("money that goes back", () => {
  const history = { items: [], deliveries: [], next_cursor: null };

  beforeEach(() => {
    server.use(
      http.get("*/api/payments/:id/stream/", () => new HttpResponse(null, { status: 503 })),
      http.get("*/api/payments/:id/events/", () => HttpResponse.json(history)),
      http.get("*/api/finance/journal/", () => page([])),
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
        return HttpResponse.json(anAskedRefund(), { status: 202 });
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

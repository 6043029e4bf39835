import { screen, within } from "@testing-library/react";
import { HttpResponse, http } from "msw";
import { beforeEach, describe, expect, it } from "vitest";
import { aTaxDocument, aTaxRegister, problemBody } from "@/test/builders";
import { server } from "@/test/server";
import { openAt, page, signInAs } from "@/test/staff";

describe("tax invoices", () => {
  beforeEach(() => signInAs("ADMIN"));

  it("are drawn once an admin has opened the register, with what is wrong said beside it", async () => {
    const sent: unknown[] = [];
    let opened = false;
    server.use(
      http.get("*/api/finance/tax-documents/", () => page([])),
      http.get("*/api/finance/tax-register/", () =>
        HttpResponse.json(aTaxRegister(opened ? {} : { seller: null })),
      ),
      http.post("*/api/finance/tax-register/", async ({ request }) => {
        sent.push(await request.json());
        if (sent.length === 1) {
          return HttpResponse.json(
            { ...problemBody(422, "invalid_kra_pin"), detail: "a KRA PIN is A or P, …" },
            { status: 422 },
          );
        }
        opened = true;
        return HttpResponse.json({ id: "register", position: 9 }, { status: 201 });
      }),
    );
    const { person } = openAt("/admin/tax-invoices");
    await person.click(await screen.findByRole("button", { name: "Open the register" }));
    const dialog = await screen.findByRole("dialog");
    const open = within(dialog).getByRole("button", { name: "Open" });
    expect(open).toBeDisabled();
    await person.type(within(dialog).getByLabelText("Your KRA PIN"), "P05");
    await person.click(open);
    expect(await within(dialog).findByRole("alert")).toHaveTextContent("a KRA PIN is");
    await person.type(within(dialog).getByLabelText("Your KRA PIN"), "1234567Q");
    await person.click(open);
    expect(await screen.findByText(/Invoices of P051234567Q, branch 00/)).toBeVisible();
    expect(sent[1]).toEqual({ kra_pin: "P051234567Q", branch: "00", last_number: 0 });
  });

  it("say what holds them up, and one that was refused is sent again or entered", async () => {
    const again: string[] = [];
    const entered: unknown[] = [];
    server.use(
      http.get("*/api/finance/tax-register/", () =>
        HttpResponse.json(
          aTaxRegister({ waiting: 2, refused: 1, held_up: "eTIMS could not be reached" }),
        ),
      ),
      http.get("*/api/finance/tax-documents/", () =>
        page([
          aTaxDocument({
            stage: "REFUSED",
            control_unit: null,
            refusal_code: "994",
            refusal_message: "There is an overlapped Data",
          }),
        ]),
      ),
      http.post("*/api/finance/tax-documents/:number/send-again/", ({ params }) => {
        again.push(String(params.number));
        return HttpResponse.json({ number: 7, position: 10 });
      }),
      http.post("*/api/finance/tax-documents/:number/enter/", async ({ request }) => {
        entered.push(await request.json());
        return HttpResponse.json({ number: 7, position: 11 });
      }),
    );
    const { person } = openAt("/admin/tax-invoices?stage=REFUSED");
    expect(await screen.findByRole("status")).toHaveTextContent("eTIMS could not be reached");
    expect(screen.getByText(/2 documents waiting for a signature, 1 refused/)).toBeVisible();
    expect(await screen.findByText(/There is an overlapped Data \(994\)/)).toBeInTheDocument();
    await person.click(screen.getByRole("button", { name: "Send again" }));
    expect(await screen.findByText("It is sent again.")).toBeVisible();
    expect(again).toEqual(["7"]);

    await person.click(screen.getByRole("button", { name: "Enter" }));
    const dialog = await screen.findByRole("dialog");
    const enter = within(dialog).getByRole("button", { name: "Enter" });
    expect(enter).toBeDisabled();
    await person.type(within(dialog).getByLabelText("Control unit"), "KRACU0100000001");
    await person.type(within(dialog).getByLabelText("The unit's number"), "12");
    await person.type(within(dialog).getByLabelText("Signature"), "QUII27MATATSHFRB");
    await person.type(within(dialog).getByLabelText("Signed"), "2026-11-24T09:12");
    await person.type(within(dialog).getByLabelText("Address in the code"), "https://kra.example");
    await person.click(enter);
    expect(await screen.findByText("The signature is entered.")).toBeVisible();
    expect(entered).toMatchObject([{ unit_id: "KRACU0100000001", receipt_number: 12 }]);
  });
});

describe("tax invoices for finance", () => {
  it("leave the opening of the register to an admin", async () => {
    await signInAs("FINANCE");
    server.use(
      http.get("*/api/finance/tax-documents/", () => page([])),
      http.get("*/api/finance/tax-register/", () =>
        HttpResponse.json(aTaxRegister({ seller: null })),
      ),
    );
    openAt("/admin/tax-invoices");
    expect(await screen.findByText(/An admin opens the register/)).toBeVisible();
    expect(screen.queryByRole("button", { name: "Open the register" })).not.toBeInTheDocument();
  });
});

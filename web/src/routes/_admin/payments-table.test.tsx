import { screen, waitFor, within } from "@testing-library/react";
import { HttpResponse, http } from "msw";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { aPayment } from "@/test/builders";
import { server } from "@/test/server";
import { openAt, signInAs } from "@/test/staff";

const completed = aPayment({
  status: "COMPLETED",
  progress: "CONNECTED",
  amount_cents: 8_000,
  amount_paid_cents: 7_550,
  customer_name: "Wanjiru, Kamau",
  mpesa_receipt_number: "SKN4X9QW2R",
  account_reference: "=1+1",
  completed_at: "2026-11-23T15:00:20Z",
});

let asked: URLSearchParams[] = [];

beforeEach(async () => {
  asked = [];
  await signInAs("AGENT");
  server.use(
    http.get("*/api/payments/", ({ request }) => {
      asked.push(new URL(request.url).searchParams);
      return HttpResponse.json({ items: [completed], next_cursor: null });
    }),
  );
});

const open = (search = "") => openAt(`/admin/payments${search}`);

const headers = () => screen.getAllByRole("columnheader").map((header) => header.textContent ?? "");

describe("the columns", () => {
  it("are chosen by keyboard, and kept in this browser", async () => {
    const { person, unmount } = open();
    await screen.findByText("Wanjiru, Kamau");
    expect(headers()).toEqual(["Payer", "Package", "Receipt", "Status", "Started", "Amount"]);

    screen.getByRole("button", { name: "Columns" }).focus();
    await person.keyboard("{Enter}");
    expect(screen.getByRole("menuitemcheckbox", { name: "Payer" })).toHaveAttribute(
      "aria-disabled",
      "true",
    );
    await person.click(screen.getByRole("menuitemcheckbox", { name: "Account" }));
    await person.click(screen.getByRole("menuitemcheckbox", { name: "Package" }));
    await person.keyboard("{Escape}");
    const chosen = ["Payer", "Receipt", "Account", "Status", "Started", "Amount"];
    expect(headers()).toEqual(chosen);

    unmount();
    const again = open();
    await screen.findByText("Wanjiru, Kamau");
    expect(headers()).toEqual(chosen);
    await again.person.click(screen.getByRole("button", { name: "Columns" }));
    await again.person.click(screen.getByRole("menuitem", { name: "As they were" }));
    expect(headers()).toContain("Package");
    expect(localStorage.getItem("daftari.payments.columns")).toBeNull();
  });

  it("that were kept by another version are left aside", async () => {
    localStorage.setItem("daftari.payments.columns", '["amount","colour"]');
    open();
    await screen.findByText("Wanjiru, Kamau");
    expect(headers()).toContain("Receipt");
  });
});

describe("the order", () => {
  const headOf = (name: string) => screen.getByRole("columnheader", { name });

  it("is chosen at the head of a column, stands in the address, and begins with its first page", async () => {
    const { person } = open("?status=COMPLETED&cursor=page-2");
    await screen.findByText("Wanjiru, Kamau");
    expect(headOf("Started")).toHaveAttribute("aria-sort", "descending");
    expect(headOf("Amount")).toHaveAttribute("aria-sort", "none");
    expect(headOf("Payer")).not.toHaveAttribute("aria-sort");

    await person.click(screen.getByRole("button", { name: "Amount" }));
    await waitFor(() => expect(asked.at(-1)?.get("sort")).toBe("LARGEST"));
    expect(window.location.search).toBe("?status=COMPLETED&sort=LARGEST");
    expect(headOf("Amount")).toHaveAttribute("aria-sort", "descending");
    expect(headOf("Started")).toHaveAttribute("aria-sort", "none");
    expect(screen.getByText(/^Largest first\./)).toBeVisible();

    await person.click(screen.getByRole("button", { name: "Amount" }));
    await waitFor(() => expect(asked.at(-1)?.get("sort")).toBe("SMALLEST"));
    await person.click(screen.getByRole("button", { name: "Started" }));
    await waitFor(() => expect(window.location.search).toBe("?status=COMPLETED"));
    await waitFor(() => expect(asked.at(-1)?.has("sort")).toBe(false));
  });

  it("is chosen by name too, where a narrow screen hides a column", async () => {
    const { person } = open();
    await screen.findByText("Wanjiru, Kamau");
    await person.selectOptions(screen.getByLabelText("Order"), "Oldest first");
    await waitFor(() => expect(asked.at(-1)?.get("sort")).toBe("OLDEST"));
    expect(headOf("Started")).toHaveAttribute("aria-sort", "ascending");

    await person.click(screen.getByRole("button", { name: "Clear" }));
    await waitFor(() => expect(window.location.search).toBe(""));
    expect(screen.getByLabelText("Order")).toHaveValue("NEWEST");
  });
});

describe("what is shown", () => {
  it("is saved as CSV, row by row and column by column", async () => {
    localStorage.setItem("daftari.payments.columns", '["payer","account","asked","amount"]');
    const saved: Blob[] = [];
    vi.spyOn(URL, "createObjectURL").mockImplementation((file) => {
      saved.push(file as Blob);
      return "blob:saved";
    });
    vi.spyOn(HTMLAnchorElement.prototype, "click").mockImplementation(() => undefined);
    const { person } = open();
    await screen.findByText("Wanjiru, Kamau");
    await person.click(screen.getByRole("button", { name: "CSV" }));
    expect(await saved[0]?.text()).toBe(
      [
        '\uFEFFPayment,Payer,Account,"Asked, KSh","Amount, KSh"',
        `${completed.id},"Wanjiru, Kamau 254712345678",'=1+1,80.00,75.50`,
        "",
      ].join("\r\n"),
    );
  });
});

describe("a view", () => {
  it("keeps filters under a name, opens them again, and is removed", async () => {
    const { person } = open("?status=FAILED&cursor=page-2");
    await screen.findByText("Wanjiru, Kamau");
    await person.click(screen.getByRole("button", { name: "Views" }));
    await person.click(screen.getByRole("menuitem", { name: "Save these filters" }));
    const dialog = await screen.findByRole("dialog", { name: "Views of payments" });
    const save = within(dialog).getByRole("button", { name: "Save the view" });
    expect(save).toBeDisabled();
    expect(within(dialog).getByRole("textbox")).toHaveFocus();
    await person.keyboard(" Failed ones {Enter}");
    await waitFor(() => expect(dialog).not.toBeInTheDocument());

    await person.click(screen.getByRole("button", { name: "Clear" }));
    await waitFor(() => expect(window.location.search).toBe(""));
    await person.click(screen.getByRole("button", { name: "Views" }));
    await person.click(screen.getByRole("menuitem", { name: "Failed ones" }));
    await waitFor(() => expect(window.location.search).toBe("?status=FAILED"));

    await person.click(screen.getByRole("button", { name: "Views" }));
    await person.click(screen.getByRole("menuitem", { name: "Save or remove views" }));
    await person.click(await screen.findByRole("button", { name: "Remove Failed ones" }));
    expect(screen.queryByRole("list", { name: "Saved views" })).not.toBeInTheDocument();
    expect(localStorage.getItem("daftari.payments.views.user-1")).toBeNull();
  });

  it("needs a filter that is on", async () => {
    const { person } = open();
    await screen.findByText("Wanjiru, Kamau");
    await person.click(screen.getByRole("button", { name: "Views" }));
    await person.click(screen.getByRole("menuitem", { name: "Save these filters" }));
    expect(await screen.findByText(/No filter is on/)).toBeVisible();
    expect(screen.getByRole("button", { name: "Save the view" })).toBeDisabled();
  });
});

it("asks for one amount, once it is whole", async () => {
  const { person } = open();
  await screen.findByText("Wanjiru, Kamau");
  const amount = screen.getByLabelText("Amount, KSh");
  await person.type(amount, "50.");
  expect(amount).toBeInvalid();
  await person.type(amount, "5");
  await waitFor(() => expect(asked.at(-1)?.get("amount_cents")).toBe("5050"));
  expect(window.location.search).toBe("?amount=50.5");
});

import { screen, waitFor, within } from "@testing-library/react";
import { HttpResponse, http } from "msw";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { anAuditedEvent, aPayment, aTreeHead, problemBody } from "@/test/builders";
import { proofOf } from "@/test/proofs";
import { server } from "@/test/server";
import { openAt, page, signInAs } from "@/test/staff";

const completed = anAuditedEvent({
  position: 24_539,
  event_type: "PaymentCompleted",
  actor: "safaricom",
  source: "inbox",
  causation_id: "event:24538",
  payload: { PaymentCompleted: { amount_cents: 5_000, receipt: "UKN5AAAAA1" } },
});
const credited = anAuditedEvent({
  position: 24_540,
  aggregate_type: "wallet",
  aggregate_id: "0198c0de-0000-7000-8000-00000000000c",
  event_type: "WalletCredited",
  actor: "service",
  source: "policy",
  causation_id: "event:24539",
  payload: {
    WalletCredited: {
      amount_cents: 5_000,
      cause: { Payment: { payment_id: aPayment().id, receipt: "UKN5AAAAA1" } },
    },
  },
});
const store = [credited, completed];

let asked: URLSearchParams[] = [];

beforeEach(async () => {
  asked = [];
  await signInAs("FINANCE");
  server.use(
    http.get("*/api/audit/tree-heads/", () => page([aTreeHead({ size: 24_538 })])),
    http.get("*/api/audit/events/", ({ request }) => {
      const query = new URL(request.url).searchParams;
      asked.push(query);
      const from = Number(query.get("from") ?? 1);
      const to = Number(query.get("to") ?? Number.POSITIVE_INFINITY);
      return page(store.filter(({ position }) => position >= from && position <= to));
    }),
  );
});

describe("the events", () => {
  it("stand newest first under the last signed head", async () => {
    openAt("/admin/audit");
    await screen.findByRole("link", { name: /Wallet credited/ });
    const rows = screen.getAllByRole("row");
    expect(rows[1]).toHaveTextContent("Wallet creditedWalletCredited · KSh 50.0024,540Wallet …");
    expect(rows[2]).toHaveTextContent("Safaricom");
    expect(await screen.findByText("Signed over 24,538 events")).toBeVisible();
    expect(screen.getByText(/and 2 events since/)).toBeVisible();
    expect(screen.getByText("2a".repeat(32))).toBeVisible();
  });

  it("are filtered by the address, which each filter writes", async () => {
    const { person } = openAt("/admin/audit?actor=user:0198c0de-0000-7000-8000-0000000000ff");
    await screen.findAllByRole("row");
    await waitFor(() =>
      expect(asked.some((query) => query.get("actor")?.startsWith("user:0198"))).toBe(true),
    );
    expect(screen.getByLabelText("Who")).toHaveDisplayValue("User …0000ff");

    await person.selectOptions(screen.getByLabelText("Who"), "");
    await person.selectOptions(screen.getByLabelText("Of what"), "wallet");
    await person.selectOptions(screen.getByLabelText("Event"), "WalletCredited");
    await person.type(screen.getByLabelText("From position"), "24,500");
    await waitFor(() => expect(asked.at(-1)?.get("from")).toBe("24500"));
    expect(asked.at(-1)?.get("aggregate_type")).toBe("wallet");
    expect(asked.at(-1)?.get("event_type")).toBe("WalletCredited");
    expect(window.location.search).toBe(
      "?aggregate_type=wallet&event_type=WalletCredited&from=24%2C500",
    );

    await person.click(screen.getByRole("button", { name: "Clear" }));
    await waitFor(() => expect(window.location.search).toBe(""));
  });

  it("open one with its facts, its payment, its cause and its story", async () => {
    const { person } = openAt("/admin/audit");
    await person.click(await screen.findByRole("link", { name: /Wallet credited/ }));
    const drawer = await screen.findByRole("dialog", { name: "Event 24,540" });
    expect(await within(drawer).findByText("Daftari, policy")).toBeVisible();
    expect(window.location.search).toBe("?event=24540");
    expect(drawer).toHaveTextContent("cd".repeat(32));
    expect(within(drawer).getByRole("link", { name: "Open its payment" })).toHaveAttribute(
      "href",
      `/admin/payments/${aPayment().id}`,
    );

    await person.click(within(drawer).getByRole("link", { name: "event 24,539" }));
    const cause = await screen.findByRole("dialog", { name: "Event 24,539" });
    expect(await within(cause).findByText("Payment completed")).toBeVisible();

    await person.click(within(cause).getByRole("button", { name: "Its whole story" }));
    await waitFor(() => expect(screen.queryByRole("dialog")).not.toBeInTheDocument());
    await waitFor(() => expect(asked.at(-1)?.get("correlation_id")).toBe(completed.correlation_id));
    await person.click(screen.getByRole("button", { name: "Show more than one story" }));
    await waitFor(() => expect(window.location.search).toBe(""));
  });

  it("that are not on a page may be further back", async () => {
    server.use(
      http.get("*/api/audit/events/", ({ request }) =>
        new URL(request.url).searchParams.has("cursor") ? page([completed]) : page([], "9000"),
      ),
    );
    const { person } = openAt("/admin/audit?event_type=PaymentCompleted");
    expect(await screen.findByText("No events so far")).toBeVisible();
    await person.click(screen.getByRole("button", { name: "Look further back" }));
    expect(await screen.findByRole("link", { name: /Payment completed/ })).toBeVisible();
    expect(window.location.search).toBe("?event_type=PaymentCompleted&cursor=9000");
  });

  it("have a way out where nothing matches", async () => {
    server.use(http.get("*/api/audit/events/", () => page([])));
    const { person } = openAt("/admin/audit?actor=operator");
    expect(await screen.findByText("No events match")).toBeVisible();
    await person.click(screen.getByRole("button", { name: "Clear the filters" }));
    expect(await screen.findByText("No events yet")).toBeVisible();
  });

  it("that fail to load say by which request, and load again", async () => {
    const answer = http.get("*/api/audit/events/", () =>
      HttpResponse.json(problemBody(422, "invalid_cursor"), { status: 422 }),
    );
    server.use(answer);
    const { person } = openAt("/admin/audit?cursor=nonsense");
    const panel = await screen.findByRole("alert");
    expect(panel).toHaveTextContent("The events could not be loaded.");
    expect(panel).toHaveTextContent("req-1");
    server.use(http.get("*/api/audit/events/", () => page([completed])));
    await person.click(within(panel).getByRole("button", { name: "Try again" }));
    expect(await screen.findByRole("link", { name: /Payment completed/ })).toBeVisible();
  });
});

describe("the signed heads", () => {
  it("show their roots, and their notes beside the file to compare them with", async () => {
    const { person } = openAt("/admin/audit/heads");
    await person.click(await screen.findByRole("button", { name: "24,538 events" }));
    const drawer = await screen.findByRole("dialog", { name: "Head over 24,538 events" });
    expect(drawer).toHaveTextContent("daftari verify --head 00000000000000024538.note");
    expect(drawer).toHaveTextContent("— daftari/store AAAA");
  });
});

describe("the proof of a receipt", () => {
  it("is made, checked in the browser, and saved", async () => {
    const bundle = { format: "daftari/proof/1", ...(await proofOf(3, 7)) };
    server.use(http.get("*/api/audit/proofs/UKN5AAAAA1/", () => HttpResponse.json(bundle)));
    const saved: Blob[] = [];
    vi.spyOn(URL, "createObjectURL").mockImplementation((file) => {
      saved.push(file as Blob);
      return "blob:saved";
    });
    vi.spyOn(HTMLAnchorElement.prototype, "click").mockImplementation(() => undefined);
    const { person } = openAt("/admin/audit/proofs");
    const box = await screen.findByLabelText("M-Pesa receipt");
    await person.type(box, "ukn5-");
    await person.click(screen.getByRole("button", { name: "Prove it" }));
    expect(screen.getByText(/6 to 20 letters and digits/)).toBeVisible();

    await person.clear(box);
    await person.type(box, " ukn5aaaaa1 ");
    await person.click(screen.getByRole("button", { name: "Prove it" }));
    expect(await screen.findByText("Holds")).toBeVisible();
    expect(window.location.search).toBe("?receipt=UKN5AAAAA1");
    expect(screen.getByText("over 7 events")).toBeVisible();
    expect(screen.getByText(/daftari check-proof receipt-UKN5AAAAA1.proof.json/)).toBeVisible();

    await person.click(screen.getByRole("button", { name: "Save the proof" }));
    expect(JSON.parse((await saved[0]?.text()) ?? "")).toEqual(bundle);
  });

  it("that does not hold says so", async () => {
    const proof = await proofOf(3, 7);
    const altered = { ...proof, event: { ...proof.event, sequence: 9 } };
    server.use(
      http.get("*/api/audit/proofs/:receipt/", () =>
        HttpResponse.json({ format: "daftari/proof/1", ...altered }),
      ),
    );
    openAt("/admin/audit/proofs?receipt=UKN5AAAAA1");
    expect(await screen.findByRole("alert")).toHaveTextContent(
      "Does not holdThe event is not under this head",
    );
  });

  it("waits for a head, and tells an unknown receipt from that", async () => {
    const answers = [problemBody(409, "head_not_yet"), problemBody(404, "receipt_unknown")];
    server.use(
      http.get("*/api/audit/proofs/:receipt/", () => {
        const body = answers.shift();
        return HttpResponse.json(body, { status: body?.status ?? 500 });
      }),
    );
    const { person } = openAt("/admin/audit/proofs?receipt=UKN5AAAAA1");
    expect(await screen.findByText("Not yet")).toBeVisible();
    await person.click(screen.getByRole("button", { name: "Look again" }));
    expect(await screen.findByText("There is no proof of UKN5AAAAA1.")).toBeVisible();
  });
});

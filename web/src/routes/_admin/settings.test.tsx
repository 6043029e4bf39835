import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import { HttpResponse, http } from "msw";
import { beforeEach, describe, expect, it } from "vitest";
import { nairobiDay } from "@/lib/time";
import type { ReadModel, Rebuild } from "@/services/contract";
import { aReadModel, aRebuild, problemBody } from "@/test/builders";
import { server } from "@/test/server";
import { openAt, signInAs } from "@/test/staff";

const open = () => openAt("/admin/settings");

const ready = { status: "ready", degraded: [], safaricom: [] };

beforeEach(async () => {
  await signInAs("ADMIN");
  server.use(
    http.get("*/health/ready", () => HttpResponse.json(ready)),
    http.get("*/api/projections/", () => HttpResponse.json({ projections: [aReadModel()] })),
    http.get("*/api/finance/taxes/", () => HttpResponse.json({ items: [] })),
  );
});

describe("the health", () => {
  it("is told part by part", async () => {
    open();
    expect(await screen.findAllByText("Well")).toHaveLength(3);
  });

  it("names what lags, what has stopped and what of Safaricom's does not answer", async () => {
    server.use(
      http.get("*/health/ready", () =>
        HttpResponse.json({
          status: "degraded",
          degraded: [
            { projection: "payments", stopped: true, lag_positions: 12, lag_seconds: 4_000 },
            { projection: "ledger", stopped: false, lag_positions: 1, lag_seconds: 42 },
          ],
          safaricom: [{ product: "stk_push", since: "2026-11-23T15:00:00Z", failures: 5 }],
        }),
      ),
    );
    open();
    expect(await screen.findAllByText("Needs a look")).toHaveLength(2);
    expect(
      screen.getByText("Payments has stopped: 12 events not shown yet, the first for 1 h 6 min"),
    ).toBeVisible();
    expect(
      screen.getByText("Ledger is behind: 1 event not shown yet, the first for 42 s"),
    ).toBeVisible();
    expect(screen.getByText(/STK push did not answer 5 times in a row/)).toBeVisible();
  });

  it("that is not ready says what it waits for", async () => {
    const detail = "read models are being built: payments shows 10 of 900 events";
    server.use(
      http.get("*/health/ready", () =>
        HttpResponse.json({ ...problemBody(503, "not_ready"), detail }, { status: 503 }),
      ),
    );
    open();
    expect(await screen.findByText("Not ready")).toBeVisible();
    expect(screen.getByText(detail)).toBeVisible();
  });
});

describe("a read model that has stopped", () => {
  let model: ReadModel;

  beforeEach(() => {
    model = aReadModel({
      position: 24_500,
      lag_positions: 43,
      lag_seconds: 130,
      stopped_because: "event 24501 (PaymentCompleted, version 2) was written by a newer program",
      stopped_at: 24_501,
    });
    server.use(http.get("*/api/projections/", () => HttpResponse.json({ projections: [model] })));
  });

  it("says where and why, leads to the event, and tries again at a word", async () => {
    server.use(
      http.post("*/api/projections/payments/retry/", () => {
        model = aReadModel();
        return new HttpResponse(null, { status: 204 });
      }),
    );
    const { person } = open();
    expect(await screen.findByText("Stopped at 24,501")).toBeVisible();
    expect(screen.getByText(/was written by a newer program/)).toBeVisible();
    expect(screen.getByText("43 events")).toBeVisible();
    expect(screen.getByRole("link", { name: "Look at that event" })).toHaveAttribute(
      "href",
      "/admin/audit?event=24501",
    );
    await person.click(screen.getByRole("button", { name: "Retry payments" }));
    expect(await screen.findByText("Up to date")).toBeVisible();
    expect(await screen.findByText("Payments tries again.")).toBeVisible();
    expect(screen.queryByRole("button", { name: /^Skip/ })).not.toBeInTheDocument();
  });

  it("leaves its event out once somebody has said why, and keeps saying so", async () => {
    const sent: unknown[] = [];
    const keys = new Set<string | null>();
    server.use(
      http.post("*/api/projections/payments/skip/", async ({ request }) => {
        keys.add(request.headers.get("idempotency-key"));
        sent.push(await request.json());
        if (sent.length === 1) {
          const problem = {
            ...problemBody(409, "projection_not_stopped"),
            detail: "payments has gone on by itself",
          };
          return HttpResponse.json(problem, { status: 409 });
        }
        model = aReadModel({
          skipped: [
            {
              position: 24_501,
              reason: "Known to be wrong",
              skipped_at: "2026-11-23T15:00:00Z",
              actor: "operator",
            },
          ],
        });
        return HttpResponse.json({ id: "x", position: 24_544 });
      }),
    );
    const { person } = open();
    await person.click(await screen.findByRole("button", { name: "Skip an event in payments" }));
    const dialog = await screen.findByRole("dialog", {
      name: "Leave event 24,501 out of payments?",
    });
    const leave = within(dialog).getByRole("button", { name: "Leave it out" });
    expect(leave).toBeDisabled();
    await person.type(within(dialog).getByLabelText("Why it is left out"), "Known to be wrong");
    await person.click(leave);
    expect(await within(dialog).findByRole("alert")).toHaveTextContent("has gone on by itself");

    await person.click(leave);
    expect(
      await screen.findByText("Leaves out event 24,501 since Mon 23 Nov, 18:00: Known to be wrong"),
    ).toBeVisible();
    expect(sent[1]).toEqual({ position: 24_501, reason: "Known to be wrong" });
    expect(keys.size).toBe(1);
  });
});

describe("a rebuild", () => {
  let rebuild: Rebuild | null;

  beforeEach(() => {
    rebuild = null;
    server.use(
      http.get("*/api/projections/", () =>
        HttpResponse.json({ projections: [aReadModel({ rebuild })] }),
      ),
    );
  });

  it("is asked for once it is said what it means, and is seen through to its end", async () => {
    let asked = 0;
    server.use(
      http.post("*/api/projections/payments/rebuild/", () => {
        asked += 1;
        if (asked === 1) return HttpResponse.json(problemBody(503, "busy"), { status: 503 });
        rebuild = aRebuild();
        return HttpResponse.json(rebuild, { status: 202 });
      }),
    );
    const { person } = open();
    await person.click(await screen.findByRole("button", { name: "Rebuild payments" }));
    const dialog = await screen.findByRole("dialog", { name: "Rebuild payments?" });
    expect(dialog).toHaveTextContent("made anew from all 24,543 events, beside the one in use");
    await person.click(within(dialog).getByRole("button", { name: "Cancel" }));
    expect(asked).toBe(0);

    await person.click(screen.getByRole("button", { name: "Rebuild payments" }));
    const again = await screen.findByRole("dialog", { name: "Rebuild payments?" });
    await person.click(within(again).getByRole("button", { name: "Rebuild" }));
    expect(await within(again).findByRole("alert")).toHaveTextContent("busy");
    await person.click(within(again).getByRole("button", { name: "Rebuild" }));
    const bar = await screen.findByRole("progressbar", { name: "Rebuild of payments" });
    expect(bar).toHaveAttribute("value", "12000");
    expect(
      screen.getByText("12,000 of 24,543 events read after 4 s, about 4 s left."),
    ).toBeVisible();
    expect(screen.queryByRole("button", { name: "Rebuild payments" })).toBeNull();

    rebuild = aRebuild({ events_done: 24_543, elapsed_seconds: 9, remaining_seconds: null });
    expect(await screen.findByText(/after 9 s; it is put in its place\.$/)).toBeVisible();
    rebuild = aRebuild({
      status: "DONE",
      events_done: 24_543,
      ended_at: "2026-11-23T15:00:11Z",
      elapsed_seconds: 10,
      remaining_seconds: null,
      position: 24_543,
    });
    expect(
      await screen.findByText(
        "Rebuilt Mon 23 Nov, 18:00 from 24,543 events in 10 s, by user …00000f.",
      ),
    ).toBeVisible();
    expect(screen.getByRole("button", { name: "Rebuild payments" })).toBeEnabled();
  });

  it("that nobody takes up says what is missing instead of turning for ever", async () => {
    const waiting: Partial<Rebuild> = {
      status: "WAITING",
      waits_for: "WORKER",
      begun_at: null,
      events_done: 0,
      events_total: 0,
      remaining_seconds: null,
    };
    rebuild = aRebuild({ ...waiting, elapsed_seconds: 2 });
    open();
    expect(await screen.findByText("Waits for a worker")).toBeVisible();
    expect(screen.queryByText(/DAFTARI_OWNER_DATABASE_URL/)).toBeNull();
    rebuild = aRebuild({ ...waiting, elapsed_seconds: 70 });
    expect(
      await screen.findByText(/^Nobody has taken it up for 1 min\. It begins/),
    ).toHaveTextContent("once a process with workers runs that has DAFTARI_OWNER_DATABASE_URL.");
    rebuild = aRebuild({ ...waiting, begun_at: "2026-11-23T15:00:01Z", elapsed_seconds: 70 });
    expect(await screen.findByText(/^The process that was at it has ended/)).toBeVisible();
    rebuild = aRebuild({ ...waiting, note: "another replay is at work", elapsed_seconds: 70 });
    expect(await screen.findByText("another replay is at work.")).toBeVisible();
    rebuild = aRebuild({ ...waiting, waits_for: "TURN", elapsed_seconds: 70 });
    expect(await screen.findByText("Waits for its turn")).toBeVisible();
  });

  it("that failed says why, and can be asked for again", async () => {
    rebuild = aRebuild({
      status: "FAILED",
      note: "event 12 is about payment 7, which no event before it began",
      ended_at: "2026-11-23T15:00:11Z",
      remaining_seconds: null,
    });
    open();
    expect(await screen.findByText("Rebuild failed")).toBeVisible();
    expect(screen.getByText(/^event 12 is about payment 7.*is still in use/)).toBeVisible();
    expect(screen.getByRole("button", { name: "Rebuild payments" })).toBeEnabled();
  });
});

describe("the taxes", () => {
  it("are set from a day on, and what is wrong stands beside its field", async () => {
    const rates = [
      {
        from: "2026-01-01",
        vat_per_mille: 160,
        excise_per_mille: 155,
        set_at: "2025-12-20T09:00:00Z",
        set_by: "user-1",
      },
    ];
    const sent: unknown[] = [];
    server.use(
      http.get("*/api/finance/taxes/", () => HttpResponse.json({ items: rates })),
      http.post("*/api/finance/taxes/", async ({ request }) => {
        const body = (await request.json()) as { from: string };
        sent.push(body);
        if (sent.length === 1) {
          const errors = { from: ["is not after the last day of rates"] };
          return HttpResponse.json(problemBody(422, "invalid_taxes", { errors }), { status: 422 });
        }
        rates.unshift({ ...rates[0], ...body } as (typeof rates)[number]);
        return HttpResponse.json({ position: 24_545 }, { status: 201 });
      }),
    );
    const { person } = open();
    const row = (await screen.findByText("1 Jan 2026")).closest("tr");
    expect(row).toHaveTextContent("1 Jan 2026Holds now16%15.5%");

    await person.click(screen.getByRole("button", { name: "Set new rates" }));
    const dialog = await screen.findByRole("dialog", { name: "Set the rates of taxes" });
    const day = within(dialog).getByLabelText("From");
    expect((day as HTMLInputElement).value > nairobiDay(new Date())).toBe(true);
    fireEvent.change(day, { target: { value: "2099-07-01" } });
    const vat = within(dialog).getByLabelText("Value added tax, %");
    expect(vat).toHaveValue("16");
    await person.clear(vat);
    await person.type(vat, "18,5");
    expect(within(dialog).getByText(/Type a percentage/)).toBeVisible();
    const button = within(dialog).getByRole("button", { name: "Set the rates" });
    expect(button).toBeDisabled();
    await person.clear(vat);
    await person.type(vat, "18.5");
    await person.click(button);
    expect(await within(dialog).findByText("is not after the last day of rates")).toBeVisible();

    await person.click(button);
    expect(await screen.findByText("1 Jul 2099")).toBeVisible();
    expect(screen.getByText("To come")).toBeVisible();
    expect(sent[1]).toEqual({ from: "2099-07-01", vat_per_mille: 185, excise_per_mille: 155 });
  });

  it("are only looked at by finance, as is everything here", async () => {
    await signInAs("FINANCE");
    open();
    expect(await screen.findByText("Nothing is taxed")).toBeVisible();
    expect(screen.queryByRole("button", { name: /Set/ })).not.toBeInTheDocument();
    expect(screen.queryByRole("heading", { name: "Read models", level: 2 })).toBeNull();
    await waitFor(() => expect(screen.getAllByText("Well")).toHaveLength(3));
  });
});

import { screen, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { entriesOf } from "@/components/timeline/entries";
import { EventTimeline } from "@/components/timeline/event-timeline";
import { actorName, wordsFor } from "@/components/timeline/event-words";
import { TooltipProvider } from "@/components/ui/tooltip";
import { aDelivery, anEvent } from "@/test/builders";
import { show } from "@/test/render";

const delivery = aDelivery();

const history = {
  items: [
    anEvent({
      position: 13,
      sequence: 3,
      event_type: "PaymentCompleted",
      recorded_at: "2026-11-23T15:00:06Z",
      causation_id: "event:12",
      actor: "service",
      source: "stk_dispatch",
    }),
    anEvent({ position: 10, event_type: "StkInitiated", payload: { amount_cents: 8000 } }),
    anEvent({
      position: 12,
      sequence: 2,
      event_type: "CallbackReceived",
      recorded_at: "2026-11-23T15:00:05Z",
      causation_id: `delivery:${delivery.id}`,
      actor: "safaricom",
      source: "inbox",
    }),
    anEvent({
      position: 14,
      aggregate_type: "subscription",
      event_type: "SubscriptionActivated",
      recorded_at: "2026-11-23T15:00:06Z",
      causation_id: "policy/activate/13",
    }),
  ],
  deliveries: [delivery],
};

describe("the entries", () => {
  it("stand in the order of the ledger, a delivery before the event that it caused", () => {
    const names = entriesOf(history).map((entry) =>
      entry.kind === "event" ? entry.event.event_type : "delivery",
    );
    expect(names).toEqual([
      "StkInitiated",
      "delivery",
      "CallbackReceived",
      "PaymentCompleted",
      "SubscriptionActivated",
    ]);
  });

  it("know their cause: a delivery, an earlier event, or a name", () => {
    const causes = entriesOf(history).flatMap((entry) =>
      entry.kind === "event" ? [entry.cause] : [],
    );
    expect(causes).toEqual([
      null,
      { kind: "delivery", delivery },
      { kind: "event", event: history.items[2] },
      { kind: "named", name: "policy/activate/13" },
    ]);
  });

  it("are none for a payment without history", () => {
    expect(entriesOf({ items: [], deliveries: [] })).toEqual([]);
  });
});

function showTimeline() {
  return show(
    <TooltipProvider>
      <EventTimeline history={history} />
    </TooltipProvider>,
  );
}

describe("the timeline", () => {
  it("tells what happened, when, who did it and why", () => {
    showTimeline();
    const rows = within(screen.getByRole("list", { name: "Events" })).getAllByRole("listitem");
    expect(rows).toHaveLength(5);

    const completed = screen.getByRole("heading", { name: "Payment completed" }).closest("li");
    expect(completed).toHaveTextContent("PaymentCompleted");
    expect(completed).toHaveTextContent("by Daftari, stk dispatch");
    expect(completed).toHaveTextContent("#13");
    expect(completed).toHaveTextContent("+6.0 s");
    expect(completed?.querySelector("time")).toHaveAttribute("dateTime", "2026-11-23T15:00:06Z");
    expect(
      within(completed as HTMLElement).getByRole("link", { name: "CallbackReceived #12" }),
    ).toHaveAttribute("href", "#event-12");
  });

  it("opens an event's payload", async () => {
    const { person } = showTimeline();
    const row = screen.getByRole("heading", { name: "Payment asked for" }).closest("li");
    await person.click(within(row as HTMLElement).getByText("Payload"));
    expect(within(row as HTMLElement).getByText(/"amount_cents": 8000/)).toBeVisible();
  });

  it("opens the raw delivery from the event that it caused", async () => {
    const { person } = showTimeline();
    await person.click(screen.getByRole("button", { name: "this delivery" }));
    const drawer = screen.getByRole("dialog", { name: "Raw delivery" });
    expect(drawer).toHaveTextContent("196.201.214.200");
    expect(drawer).toHaveTextContent("the address carried the right secret");
    expect(within(drawer).getByText(/"ResultCode": 0/)).toBeVisible();

    await person.keyboard("{Escape}");
    expect(screen.queryByRole("dialog")).not.toBeInTheDocument();
  });
});

it("tells an event that it has no words for by its own name", () => {
  expect(wordsFor("WalletRefunded").title).toBe("Wallet refunded");
  expect(wordsFor("StkRejected").tone).toBe("bad");
  expect(actorName("user:0198c0de-0000-7000-8000-0000000000ff")).toBe("user …0000ff");
});

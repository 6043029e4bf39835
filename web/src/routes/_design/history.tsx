import { EventTimeline } from "@/components/timeline/event-timeline";
import { wordsFor } from "@/components/timeline/event-words";
import { Card } from "@/components/ui/card";
import { Specimen } from "@/routes/_design/specimen";
import { aDelivery, anEvent } from "@/test/builders";

const DELIVERY = aDelivery();

const HISTORY = {
  items: [
    anEvent({ position: 10, event_type: "StkInitiated", payload: { amount_cents: 8_000 } }),
    anEvent({
      position: 12,
      sequence: 2,
      event_type: "CallbackReceived",
      recorded_at: "2026-11-23T15:00:05Z",
      causation_id: `delivery:${DELIVERY.id}`,
      actor: "safaricom",
      source: "inbox",
      payload: { amount_cents: 8_000, receipt: "UKN5AAAAA1", result_code: "0" },
    }),
    anEvent({
      position: 13,
      sequence: 3,
      event_type: "PaymentCompleted",
      recorded_at: "2026-11-23T15:00:06Z",
      causation_id: "event:12",
      actor: "service",
      payload: { amount_cents: 8_000, receipt: "UKN5AAAAA1" },
    }),
    anEvent({
      position: 14,
      aggregate_type: "subscription",
      event_type: "SubscriptionActivated",
      recorded_at: "2026-11-23T15:02:06Z",
      causation_id: "policy/activate/13",
    }),
  ],
  deliveries: [DELIVERY],
};

const TONED = ["PaymentFailed", "StkUnconfirmed", "PaymentExpired", "OfANewerServer"];

export function History() {
  return (
    <>
      <Specimen name="timeline/event-timeline, timeline/delivery-drawer" stacked>
        <Card className="p-5">
          <EventTimeline history={HISTORY} />
        </Card>
      </Specimen>
      <Specimen name="timeline/event-words">
        {TONED.map((type) => {
          const words = wordsFor(type);
          return (
            <span key={type} className="flex items-center gap-2 text-sm">
              <words.icon aria-hidden className="size-4" />
              {words.title}
            </span>
          );
        })}
      </Specimen>
    </>
  );
}

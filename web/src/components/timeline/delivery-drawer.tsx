import { CopyButton } from "@/components/copy-button";
import { DeliveryBadge } from "@/components/status-badge";
import { Dialog } from "@/components/ui/dialog";
import { sentenceCase } from "@/lib/sentence-case";
import { exactTime } from "@/lib/time";
import type { Delivery } from "@/services/contract";

const TRUST: Record<string, string> = {
  ACCEPTED: "Accepted: the address carried the right secret",
  WRONG_SECRET: "Refused: the secret in the address was wrong",
  UNKNOWN_PAYMENT: "Refused: no such payment",
  WRONG_ADDRESS: "Refused: it came from outside Safaricom's networks",
};

/** The bytes as they came, before anybody understood them, and what became of them. */
export function DeliveryDrawer({
  delivery,
  onClose,
}: {
  delivery: Delivery | null;
  onClose: () => void;
}) {
  return (
    <Dialog
      shape="drawer"
      open={delivery !== null}
      onOpenChange={(open) => !open && onClose()}
      title="Raw delivery"
      description="Exactly what arrived, stored before it was read."
    >
      {delivery && <Contents delivery={delivery} />}
    </Dialog>
  );
}

function Contents({ delivery }: { delivery: Delivery }) {
  const facts: [string, string][] = [
    ["Arrived", exactTime(delivery.received_at)],
    ["Road", sentenceCase(delivery.road)],
    ["From", delivery.source_address ?? "unknown"],
    ["Trust", TRUST[delivery.trust] ?? delivery.trust],
    ["Reference", delivery.reference ?? "none"],
    ...(delivery.note ? [["Note", delivery.note] as [string, string]] : []),
  ];
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-4">
      <div>
        <DeliveryBadge state={delivery.state} />
      </div>
      <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-5 gap-y-1.5 text-sm">
        {facts.map(([name, value]) => (
          <div key={name} className="contents">
            <dt className="text-soft">{name}</dt>
            <dd className="figures break-all">{value}</dd>
          </div>
        ))}
      </dl>
      <div className="flex items-center justify-between">
        <h3 className="font-medium text-sm">Body</h3>
        <CopyButton text={delivery.body} />
      </div>
      <pre
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must take the keyboard.
        tabIndex={0}
        className="overflow-x-auto rounded-lg bg-sunken p-4 text-xs leading-relaxed"
      >
        {indented(delivery.body)}
      </pre>
    </div>
  );
}

/** Indents JSON for reading; what is not JSON is shown as it came. */
function indented(body: string): string {
  try {
    return JSON.stringify(JSON.parse(body), null, 2);
  } catch {
    return body;
  }
}

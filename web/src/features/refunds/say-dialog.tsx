import { useState } from "react";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Spinner } from "@/components/ui/spinner";
import { formatMoney } from "@/lib/money";
import { randomId } from "@/lib/random-id";
import type { Refund } from "@/services/contract";
import { useSayOfRefund, type Word } from "./api";

type Props = { refund: Refund; word: Word; onClose: () => void };

/** Nobody agrees to money going out by a single click. */
export function SayDialog({ refund, word, onClose }: Props) {
  const say = useSayOfRefund(onClose);
  const [key] = useState(randomId);
  const amount = formatMoney(refund.amount_cents);
  const approves = word === "approve";
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={approves ? `Agree that ${amount} go back?` : `Take this refund of ${amount} back?`}
      description={`Asked for because: ${refund.reason}`}
    >
      <div className="flex justify-end gap-2">
        <Button onClick={onClose}>Cancel</Button>
        <Button
          look={approves ? "primary" : "danger"}
          disabled={say.isPending}
          onClick={() => say.mutate({ refund, word, key })}
        >
          {say.isPending && <Spinner />}
          {approves ? "Agree" : "Take back"}
        </Button>
      </div>
    </Dialog>
  );
}

import { ReasonDialog } from "@/components/reason-dialog";
import { formatCount } from "@/lib/count";
import type { ReadModel } from "@/services/contract";
import { useSkipEvent } from "./api";

/** An event is left out of one read model for good; the ledger keeps it. */
export function SkipDialog({ model, onClose }: { model: ReadModel; onClose: () => void }) {
  const skip = useSkipEvent(model, onClose);
  const position = model.stopped_at;
  if (position === null) return null;
  return (
    <ReasonDialog
      title={`Leave event ${formatCount(position)} out of ${model.name}?`}
      description="It goes on without it, for good: what the event says never shows there. The ledger keeps it."
      label="Why it is left out"
      action="Leave it out"
      danger
      pending={skip.isPending}
      refusal={skip.error}
      onDo={(reason) => skip.mutate({ position, reason })}
      onClose={onClose}
    />
  );
}

import { ReasonDialog } from "@/components/reason-dialog";
import type { Break } from "@/services/contract";
import { useResolveBreak } from "./api";

export function ResolveDialog({ item, onClose }: { item: Break; onClose: () => void }) {
  const resolve = useResolveBreak(item.id, onClose);
  return (
    <ReasonDialog
      title="Explain this break"
      description={`${item.words}${item.receipt ? `, ${item.receipt}` : ""}. Nothing moves in the ledger by it.`}
      label="Why it is none"
      action="Explain"
      pending={resolve.isPending}
      refusal={resolve.error}
      onDo={(reason) => resolve.mutate(reason)}
      onClose={onClose}
    />
  );
}

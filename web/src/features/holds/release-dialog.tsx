import { ReasonDialog } from "@/components/reason-dialog";
import { formatMoney } from "@/lib/money";
import type { Hold } from "@/services/contract";
import { useReleaseHold } from "./api";

/** Nobody takes Safaricom's place by a single click. */
export function ReleaseDialog({ hold, onClose }: { hold: Hold; onClose: () => void }) {
  const release = useReleaseHold(hold, onClose);
  return (
    <ReasonDialog
      title={`Take ${hold.receipt} for true?`}
      description={`Look for the receipt in M-Pesa first: ${formatMoney(hold.amount_cents)} are credited and spent as if Safaricom had confirmed them.`}
      label="How it is known"
      action="Release"
      danger
      pending={release.isPending}
      refusal={release.error}
      onDo={(reason) => release.mutate(reason)}
      onClose={onClose}
    />
  );
}

import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Spinner } from "@/components/ui/spinner";
import { countOf } from "@/lib/count";
import type { ReadModel } from "@/services/contract";
import { problemFromThrown } from "@/services/problem";
import { useRebuild } from "./api";

/** What a rebuild means is said before it is asked for. */
export function RebuildDialog({ model, onClose }: { model: ReadModel; onClose: () => void }) {
  const rebuild = useRebuild(model.name, onClose);
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={`Rebuild ${model.name}?`}
      description={`It is made anew from all ${countOf(model.head, "event")}, beside the one in use.`}
    >
      <ul className="ml-4 grid list-disc gap-1.5 text-sm">
        <li>Lists and figures stay as they are until the new one takes their place.</li>
        <li>No payment waits for it, and no event is changed.</li>
        <li>A worker does it. You may leave this page; it stands here how far it is.</li>
      </ul>
      {rebuild.isError && (
        <p role="alert" className="mt-4 text-bad text-sm">
          {problemFromThrown(rebuild.error).message}
        </p>
      )}
      <div className="mt-5 flex justify-end gap-2">
        <Button onClick={onClose}>Cancel</Button>
        <Button look="primary" disabled={rebuild.isPending} onClick={() => rebuild.mutate()}>
          {rebuild.isPending && <Spinner />}
          Rebuild
        </Button>
      </div>
    </Dialog>
  );
}

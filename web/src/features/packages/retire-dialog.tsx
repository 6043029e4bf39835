import { useState } from "react";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Spinner } from "@/components/ui/spinner";
import { randomId } from "@/lib/random-id";
import type { Package } from "@/services/contract";
import { useRetirePackage } from "./api";

export function RetireDialog({ item, onClose }: { item: Package; onClose: () => void }) {
  const retire = useRetirePackage(onClose);
  const [key] = useState(randomId);
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()} title={`Retire ${item.name}?`}>
      <p className="text-sm">
        It disappears from the portal. Whoever has bought it keeps what they paid for, and payments
        that are on their way still activate it.
      </p>
      <div className="mt-5 flex justify-end gap-2">
        <Button onClick={onClose}>Keep selling</Button>
        <Button
          look="danger"
          disabled={retire.isPending}
          onClick={() => retire.mutate({ item, key })}
        >
          {retire.isPending && <Spinner />}
          Retire
        </Button>
      </div>
    </Dialog>
  );
}

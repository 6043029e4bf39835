import { CloudOff, Radio, RefreshCw } from "lucide-react";
import { Badge } from "@/components/ui/badge";
import type { Connection } from "@/services/payment-stream";

/** Whether what is on screen follows by itself. A settled payment has nothing left to follow. */
export function LiveMark({ connection, settled }: { connection: Connection; settled: boolean }) {
  if (settled || connection === "connecting") return null;
  if (connection === "offline") {
    return (
      <Badge tone="warn" icon={CloudOff}>
        Offline, trying again
      </Badge>
    );
  }
  return connection === "live" ? (
    <Badge tone="good" icon={Radio}>
      Live
    </Badge>
  ) : (
    <Badge tone="info" icon={RefreshCw}>
      Refreshing
    </Badge>
  );
}

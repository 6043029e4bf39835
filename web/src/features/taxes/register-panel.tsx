import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { ErrorPanel } from "@/components/error-panel";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { Skeleton } from "@/components/ui/skeleton";
import { countOf } from "@/lib/count";
import { fullDayAndTime } from "@/lib/time";
import type { TaxRegister } from "@/services/contract";
import { taxRegisterQuery } from "./api";
import { OpenDialog } from "./open-dialog";

/** Whose invoices are drawn, and what holds them up. */
export function RegisterPanel({ isAdmin }: { isAdmin: boolean }) {
  const query = useQuery(taxRegisterQuery());
  const [opening, setOpening] = useState(false);
  if (query.isError && query.data === undefined) {
    return (
      <ErrorPanel
        what="The register could not be loaded."
        thrown={query.error}
        onRetry={() => query.refetch()}
      />
    );
  }
  if (query.data === undefined) return <Skeleton className="mb-6 h-20 w-full" />;
  const register = query.data;
  return (
    <Card className="mb-6 flex flex-wrap items-center justify-between gap-3 p-4 sm:p-5">
      {register.seller ? (
        <Open register={register} />
      ) : (
        <>
          <p className="text-sm">
            No tax invoices are drawn.{" "}
            {isAdmin
              ? "Open the register to invoice everything that is sold from then on."
              : "An admin opens the register."}
          </p>
          {isAdmin && <Button onClick={() => setOpening(true)}>Open the register</Button>}
        </>
      )}
      {opening && <OpenDialog onClose={() => setOpening(false)} />}
    </Card>
  );
}

function Open({ register }: { register: TaxRegister }) {
  const { seller, waiting, refused, held_up, has_control_unit } = register;
  return (
    <div className="grid gap-1 text-sm">
      <p>
        Invoices of {seller?.kra_pin}, branch {seller?.branch}, since{" "}
        {fullDayAndTime(seller?.opened_at ?? "")}
      </p>
      <p className={refused > 0 ? "text-bad" : "text-soft"}>
        {waiting === 0
          ? "None waits for a signature"
          : `${countOf(waiting, "document")} waiting for a signature`}
        {refused > 0 && `, ${refused} refused`}
      </p>
      {!has_control_unit && (
        <p className="text-warn">
          No control unit is configured, so nothing is signed: set ETIMS_BASE_URL.
        </p>
      )}
      {held_up && (
        <p role="status" className="text-warn">
          Held up: {held_up}
        </p>
      )}
    </div>
  );
}

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useLocation } from "wouter";
import type { FoundPayment } from "@/services/contract";
import { findPayment, historyQuery, visitorQuery } from "./api";
import { deviceToken, phoneMemory, rememberPayment } from "./memory";

export type Said = { receipt: string; phone: string };

/** What was found opens this device to it: the payment, and whoever paid it if they are recognised. */
function keep({ phone }: Said, { payment, access, device_token }: FoundPayment) {
  if (device_token !== null) {
    deviceToken.set(device_token);
    phoneMemory.set(phone);
  }
  if (payment === null) return;
  rememberPayment({
    id: payment.id,
    access,
    position: payment.position,
    packageName: payment.package?.name ?? null,
    phone,
    amountCents: payment.amount_cents,
    accountNumber: null,
    warned: false,
  });
}

/** Looks up what somebody says that they have paid, and leads to the payment if it is theirs to see. */
export function useFindPayment() {
  const queries = useQueryClient();
  const [, navigate] = useLocation();
  return useMutation({
    mutationFn: ({ receipt, phone }: Said) => findPayment(receipt, phone),
    onSuccess: async (found, said) => {
      keep(said, found);
      if (found.device_token !== null) {
        queries.removeQueries({ queryKey: historyQuery.queryKey });
        await queries.invalidateQueries({ queryKey: visitorQuery.queryKey });
      }
      if (found.payment !== null) navigate(`/pay/${found.payment.id}`);
    },
  });
}

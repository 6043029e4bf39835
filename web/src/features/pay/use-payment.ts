import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import type { Payment } from "@/services/contract";
import { type Connection, followPayment } from "@/services/payment-stream";
import type { Problem } from "@/services/problem";
import { openPaymentStream, readPayment, visitorQuery } from "./api";

type Following = {
  payment: Payment | null;
  connection: Connection;
  refusal: Problem | null;
};

const START: Following = { payment: null, connection: "connecting", refusal: null };

/** One payment, as live as the network lets it be. */
export function usePayment(id: string): Following {
  const [following, setFollowing] = useState(START);
  const queries = useQueryClient();

  useEffect(() => {
    setFollowing(START);
    return followPayment({
      openStream: (signal) => openPaymentStream(id, signal),
      poll: (signal) => readPayment(id, signal),
      onPayment: (payment) => {
        setFollowing((known) => ({ ...known, payment }));
        if (payment.progress === "CONNECTED") {
          void queries.invalidateQueries({ queryKey: visitorQuery.queryKey });
        }
      },
      onConnection: (connection) => setFollowing((known) => ({ ...known, connection })),
      isOver: (payment) => payment.progress === "CONNECTED",
      onRefused: (refusal) => setFollowing((known) => ({ ...known, refusal })),
    });
  }, [id, queries]);

  return following;
}

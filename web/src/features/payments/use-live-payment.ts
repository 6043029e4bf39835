import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { api } from "@/services/client";
import { type Connection, followPayment } from "@/services/payment-stream";
import { unwrapRead } from "@/services/problem";
import { openPaymentStream, paymentEntriesQuery, paymentHistoryQuery, paymentQuery } from "./api";

/** Keeps one payment and its timeline fresh for as long as its page is open. */
export function useLivePayment(id: string): Connection {
  const queries = useQueryClient();
  const [connection, setConnection] = useState<Connection>("connecting");

  useEffect(() => {
    let position = 0;
    return followPayment({
      openStream: (signal) => openPaymentStream(id, signal),
      poll: (signal) =>
        unwrapRead(api.GET("/api/payments/{id}/", { params: { path: { id } }, signal })),
      onPayment: (payment) => {
        queries.setQueryData(paymentQuery(id).queryKey, payment);
        if (payment.position === position) return;
        position = payment.position;
        void queries.invalidateQueries({ queryKey: paymentHistoryQuery(id).queryKey });
        void queries.invalidateQueries({ queryKey: paymentEntriesQuery(id).queryKey });
      },
      onConnection: setConnection,
      // What is connected may still be given back.
      isOver: ({ progress }) => progress === "REVERSED" || progress === "MERGED",
      onRefused: () => setConnection("offline"),
    });
  }, [id, queries]);

  return connection;
}

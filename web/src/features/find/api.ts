import { queryOptions, skipToken } from "@tanstack/react-query";
import { api } from "@/services/client";
import { unwrapRead } from "@/services/problem";

/** One receipt stands on one payment; another is shown should there ever be two. */
const ROWS = 5;

export function paymentsByReceipt(receipt: string | null) {
  return queryOptions({
    queryKey: ["payments", "by-receipt", receipt],
    queryFn:
      receipt === null
        ? skipToken
        : ({ signal }) =>
            unwrapRead(
              api.GET("/api/payments/", { params: { query: { receipt, limit: ROWS } }, signal }),
            ),
  });
}

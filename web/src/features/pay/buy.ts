import { useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useRef, useState } from "react";
import { useLocation } from "wouter";
import type { Initiated } from "@/services/contract";
import { type Problem, problemFromThrown } from "@/services/problem";
import { buyFromWallet, initiatePayment, visitorQuery } from "./api";
import { deviceToken, endIntent, phoneMemory, rememberPayment, type Wish } from "./memory";

/** What the person asks for: their phone is already in M-Pesa's form. */
export type Order = {
  packageId: string;
  packageName: string;
  phone: string;
  accountNumber: string | null;
  lineId: string | null;
};

export type Buying =
  | { step: "idle" }
  | { step: "sending"; retrying: boolean }
  | { step: "refused"; problem: Problem; order: Order }
  | { step: "bought"; endDate: string };

const RETRIES_MAX = 2;
const RETRY_MS = 1_500;

/**
 * Sends the order again by itself when its answer was lost. It carries the key of its intent, so
 * that the phone is asked once however often this runs.
 */
async function persist<T>(send: () => Promise<T>, onRetry: () => void): Promise<T> {
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await send();
    } catch (thrown) {
      const problem = problemFromThrown(thrown);
      const isLost = problem.status === 0 || problem.status >= 500;
      if (!isLost || attempt >= RETRIES_MAX) throw problem;
      onRetry();
      await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
    }
  }
}

function keep(order: Order, initiated: Initiated) {
  phoneMemory.set(order.phone);
  if (initiated.device_token) deviceToken.set(initiated.device_token);
  rememberPayment({
    id: initiated.payment_id,
    access: initiated.access ?? null,
    position: initiated.position,
    packageName: order.packageName,
    phone: order.phone,
    amountCents: initiated.amount_cents,
    accountNumber: order.accountNumber,
    warned: Boolean(initiated.warning),
  });
}

export function useBuy() {
  const [buying, setBuying] = useState<Buying>({ step: "idle" });
  const [, navigate] = useLocation();
  const queries = useQueryClient();
  // A second tap arrives before React has drawn the disabled button.
  const isSending = useRef(false);
  const isMounted = useRef(true);
  useEffect(() => {
    isMounted.current = true;
    return () => {
      isMounted.current = false;
    };
  }, []);

  const run = useCallback(
    async (order: Order, force: boolean, work: (wish: Wish) => Promise<Buying>) => {
      if (isSending.current) return;
      isSending.current = true;
      setBuying({ step: "sending", retrying: false });
      const wish = { packageId: order.packageId, phone: order.phone, force };
      const outcome = await persist(
        () => work(wish),
        () => setBuying({ step: "sending", retrying: true }),
      ).catch((thrown): Buying => {
        return { step: "refused", problem: problemFromThrown(thrown), order };
      });
      // While the answer is unknown the intent stays open, and the next press repeats it.
      if (outcome.step !== "refused" || !outcome.problem.mayRetry) endIntent();
      isSending.current = false;
      if (isMounted.current) setBuying(outcome);
    },
    [],
  );

  const buy = useCallback(
    (order: Order, force = false) =>
      run(order, force, async (wish) => {
        const initiated = await initiatePayment(wish, order.accountNumber);
        keep(order, initiated);
        navigate(`/pay/${initiated.payment_id}`);
        return { step: "idle" };
      }),
    [navigate, run],
  );

  const buyFromBalance = useCallback(
    (order: Order) =>
      run(order, false, async (wish) => {
        const bought = await buyFromWallet(wish, order.lineId);
        await queries.invalidateQueries({ queryKey: visitorQuery.queryKey });
        return { step: "bought", endDate: bought.end_date };
      }),
    [queries, run],
  );

  const dismiss = useCallback(() => setBuying({ step: "idle" }), []);

  return { buying, buy, buyFromBalance, dismiss };
}

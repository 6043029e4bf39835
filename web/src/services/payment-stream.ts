import { createParser } from "eventsource-parser";
import type { Payment } from "@/services/contract";
import { type Problem, problemFromAnswer, problemFromThrown } from "@/services/problem";

/** `live`: the stream delivers. `polling`: asking every few seconds. `offline`: nothing answers. */
export type Connection = "connecting" | "live" | "polling" | "offline";

type Follow = {
  openStream: (signal: AbortSignal) => Promise<Response>;
  poll: (signal: AbortSignal) => Promise<Payment>;
  onPayment: (payment: Payment) => void;
  onConnection: (connection: Connection) => void;
  /** Whether nothing more is to be heard of it: following has ended. */
  isOver: (payment: Payment) => boolean;
  /** The payment can't be shown at all (not found, not ours): following has ended. */
  onRefused: (problem: Problem) => void;
};

/** Without a byte for this long (heartbeats included) a stream is taken for dead. */
const SILENCE_MS_MAX = 40_000;
const POLL_MS = 2_500;
/** While the stream delivers, a slow poll still guards against a proxy that holds bytes back. */
const POLL_WHILE_LIVE_MS = 10_000;
/** A payment that ended without money can still turn out paid, so it stays under a lazy eye. */
const POLL_WHEN_ENDED_MS = 15_000;
const RECONNECT_MS_MIN = 1_000;
const RECONNECT_MS_MAX = 15_000;
/** The read model may trail the first answer by a moment: so many refusals are forgiven. */
const REFUSALS_FORGIVEN = 3;

/**
 * Follows one payment until `stop` is called or it is over: by server-sent events over a
 * streaming fetch (which, unlike EventSource, carries a bearer token), and by asking whenever the
 * stream does not deliver. Older news never overwrites newer.
 */
export function followPayment({
  openStream,
  poll,
  onPayment,
  onConnection,
  isOver,
  onRefused,
}: Follow): () => void {
  const stopped = new AbortController();
  let newest: Payment | null = null;
  let streamDelivers = false;
  let refusals = 0;
  const sleepers = new Set<() => void>();

  function take(payment: Payment) {
    refusals = 0;
    if (stopped.signal.aborted || (newest && payment.position < newest.position)) return;
    newest = payment;
    onPayment(payment);
    if (isOver(payment)) stop();
  }

  function stop() {
    stopped.abort();
    window.removeEventListener("online", nudge);
    document.removeEventListener("visibilitychange", nudge);
  }

  /** A phone that wakes, or finds its network again, should not wait out a back-off. */
  function nudge() {
    if (document.visibilityState === "visible") for (const wake of [...sleepers]) wake();
  }

  function sleep(timeMs: number): Promise<void> {
    return new Promise((resolve) => {
      const done = () => {
        clearTimeout(timer);
        stopped.signal.removeEventListener("abort", done);
        sleepers.delete(done);
        resolve();
      };
      const timer = setTimeout(done, timeMs);
      stopped.signal.addEventListener("abort", done);
      sleepers.add(done);
    });
  }

  function refuse(problem: Problem) {
    refusals += 1;
    if (refusals <= REFUSALS_FORGIVEN || stopped.signal.aborted) return;
    stop();
    onRefused(problem);
  }

  async function streamOnce() {
    const silence = new AbortController();
    let timer = setTimeout(() => silence.abort(), SILENCE_MS_MAX);
    const heard = () => {
      clearTimeout(timer);
      timer = setTimeout(() => silence.abort(), SILENCE_MS_MAX);
    };
    const abort = () => silence.abort();
    stopped.signal.addEventListener("abort", abort);
    try {
      const response = await openStream(silence.signal);
      if (!response.ok || !response.body) throw problemFromAnswer(response, null);
      await readEvents(response.body, heard, (payment) => {
        streamDelivers = true;
        onConnection("live");
        take(payment);
      });
    } finally {
      clearTimeout(timer);
      stopped.signal.removeEventListener("abort", abort);
      streamDelivers = false;
    }
  }

  async function keepStreaming() {
    let waitMs = RECONNECT_MS_MIN;
    while (!stopped.signal.aborted && !hasEnded(newest)) {
      const before = newest;
      // Whatever ended the stream, polling goes on meanwhile and tells what is wrong.
      await streamOnce().catch(() => null);
      waitMs = newest === before ? Math.min(waitMs * 2, RECONNECT_MS_MAX) : RECONNECT_MS_MIN;
      await sleep(waitMs);
    }
  }

  async function keepPolling() {
    // The stream gets the first word; polling covers for it from then on.
    await sleep(POLL_MS);
    while (!stopped.signal.aborted) {
      try {
        take(await poll(stopped.signal));
        if (!streamDelivers) onConnection("polling");
      } catch (thrown) {
        if (stopped.signal.aborted) return;
        const problem = problemFromThrown(thrown);
        if (problem.status === 0) onConnection("offline");
        if (isRefusal(problem)) refuse(problem);
      }
      await sleep(pause());
    }
  }

  function pause(): number {
    if (hasEnded(newest)) return POLL_WHEN_ENDED_MS;
    return streamDelivers ? POLL_WHILE_LIVE_MS : POLL_MS;
  }

  window.addEventListener("online", nudge);
  document.addEventListener("visibilitychange", nudge);
  void keepStreaming();
  void keepPolling();
  return stop;
}

function hasEnded(payment: Payment | null): boolean {
  return payment?.progress === "FAILED" || payment?.progress === "EXPIRED";
}

function isRefusal(problem: Problem): boolean {
  return problem.status === 401 || problem.status === 403 || problem.status === 404;
}

async function readEvents(
  body: ReadableStream<Uint8Array>,
  heard: () => void,
  onPayment: (payment: Payment) => void,
) {
  const parser = createParser({
    onEvent: (event) => {
      if (event.event === "payment") onPayment(JSON.parse(event.data) as Payment);
    },
  });
  const decoder = new TextDecoder();
  const reader = body.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    heard();
    parser.feed(decoder.decode(value, { stream: true }));
  }
}

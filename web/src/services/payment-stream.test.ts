import { beforeEach, describe, expect, it, vi } from "vitest";
import type { Payment } from "@/services/contract";
import { type Connection, followPayment } from "@/services/payment-stream";
import { Problem } from "@/services/problem";
import { aPayment } from "@/test/builders";

/** A stream that the test feeds by hand. */
function handFedStream() {
  let controller: ReadableStreamDefaultController<Uint8Array> | null = null;
  const body = new ReadableStream<Uint8Array>({
    start: (started) => {
      controller = started;
    },
  });
  const write = (text: string) => controller?.enqueue(new TextEncoder().encode(text));
  return {
    response: new Response(body, { headers: { "content-type": "text/event-stream" } }),
    write,
    send: (payment: Payment) => write(`event: payment\ndata: ${JSON.stringify(payment)}\n\n`),
    close: () => controller?.close(),
  };
}

const problem = (status: number) => new Problem({ status, code: `http_${status}`, detail: "" });

const openStream = vi.fn<(signal: AbortSignal) => Promise<Response>>();
const poll = vi.fn<(signal: AbortSignal) => Promise<Payment>>();
let seen: Payment["progress"][] = [];
let connections: Connection[] = [];
const onRefused = vi.fn<(problem: Problem) => void>();

function follow() {
  return followPayment({
    openStream,
    poll,
    onPayment: (payment) => seen.push(payment.progress),
    onConnection: (connection) => connections.push(connection),
    isOver: (payment) => payment.progress === "CONNECTED",
    onRefused,
  });
}

const pass = (timeMs: number) => vi.advanceTimersByTimeAsync(timeMs);

beforeEach(() => {
  vi.useFakeTimers();
  seen = [];
  connections = [];
  openStream.mockReset().mockImplementation(() => new Promise(() => {}));
  poll.mockReset().mockResolvedValue(aPayment({ progress: "PROMPTED", position: 10 }));
  onRefused.mockReset();
});

describe("the stream", () => {
  it("delivers each step, however its bytes are cut, until the payment is connected", async () => {
    const stream = handFedStream();
    openStream.mockResolvedValueOnce(stream.response);
    follow();
    stream.write(": heartbeat\n\n");
    stream.send(aPayment({ progress: "PROMPTED", position: 10 }));
    const text = `event: payment\ndata: ${JSON.stringify(aPayment({ progress: "PAID", position: 11 }))}\n\n`;
    stream.write(text.slice(0, 30));
    await pass(5);
    stream.write(text.slice(30));
    stream.send(aPayment({ progress: "CONNECTED", position: 12 }));
    await pass(5);

    expect(seen).toEqual(["PROMPTED", "PAID", "CONNECTED"]);
    expect(connections.at(-1)).toBe("live");

    await pass(120_000);
    expect(poll).not.toHaveBeenCalled();
    expect(openStream).toHaveBeenCalledTimes(1);
  });

  it("is opened again after it breaks", async () => {
    const second = handFedStream();
    openStream
      .mockRejectedValueOnce(new TypeError("broken"))
      .mockResolvedValueOnce(second.response);
    const stop = follow();
    await pass(2_000);
    second.send(aPayment({ progress: "PAID", position: 11 }));
    await pass(5);

    expect(seen).toContain("PAID");
    stop();
  });

  it("never lets older news overwrite newer", async () => {
    const stream = handFedStream();
    openStream.mockResolvedValueOnce(stream.response);
    poll.mockResolvedValue(aPayment({ progress: "PROMPTED", position: 10 }));
    const stop = follow();
    stream.send(aPayment({ progress: "PAID", position: 11 }));
    await pass(15_000);

    expect(poll).toHaveBeenCalled();
    expect(seen.at(-1)).toBe("PAID");
    stop();
  });
});

describe("without a stream", () => {
  it("asks every few seconds", async () => {
    openStream.mockRejectedValue(new TypeError("refused by a proxy"));
    poll
      .mockResolvedValueOnce(aPayment({ progress: "PROMPTED", position: 10 }))
      .mockResolvedValueOnce(aPayment({ progress: "CONFIRMING", position: 11 }))
      .mockResolvedValue(aPayment({ progress: "CONNECTED", position: 12 }));
    follow();
    await pass(10_000);

    expect(seen).toEqual(["PROMPTED", "CONFIRMING", "CONNECTED"]);
    expect(connections).toContain("polling");
  });

  it("says that it is offline, and comes back at once when the network does", async () => {
    openStream.mockRejectedValue(new TypeError("offline"));
    poll.mockRejectedValue(problem(0));
    const stop = follow();
    await pass(3_000);
    expect(connections).toEqual(["offline"]);

    poll.mockResolvedValue(aPayment({ progress: "PAID", position: 11 }));
    window.dispatchEvent(new Event("online"));
    await pass(0);

    expect(seen).toEqual(["PAID"]);
    stop();
  });
});

it("forgives a payment that the read model does not know yet", async () => {
  openStream.mockRejectedValue(new TypeError("none"));
  poll.mockRejectedValueOnce(problem(404)).mockRejectedValueOnce(problem(404));
  const stop = follow();
  await pass(8_000);

  expect(seen).toEqual(["PROMPTED"]);
  expect(onRefused).not.toHaveBeenCalled();
  stop();
});

it("ends when the payment stays unknown", async () => {
  openStream.mockRejectedValue(problem(404));
  poll.mockRejectedValue(problem(404));
  follow();
  await pass(60_000);

  expect(onRefused).toHaveBeenCalledTimes(1);
  const asked = poll.mock.calls.length;
  await pass(60_000);
  expect(poll).toHaveBeenCalledTimes(asked);
});

it("keeps an eye on a failed payment: its money may have been taken after all", async () => {
  const stream = handFedStream();
  openStream.mockResolvedValueOnce(stream.response);
  poll.mockResolvedValue(aPayment({ progress: "CONNECTED", position: 13 }));
  follow();
  stream.send(aPayment({ progress: "FAILED", position: 11 }));
  stream.close();
  await pass(20_000);

  expect(seen).toEqual(["FAILED", "CONNECTED"]);
});

it("stops asking when it is told to", async () => {
  const stop = follow();
  await pass(6_000);
  stop();
  const asked = poll.mock.calls.length;
  await pass(60_000);
  expect(poll).toHaveBeenCalledTimes(asked);
});

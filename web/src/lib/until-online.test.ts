import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { untilOnline } from "@/lib/until-online";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const waiting = () => {
  const given = new AbortController();
  const over = vi.fn();
  const waited = untilOnline(3_000, given.signal).then(over);
  return { given, over, waited };
};

it("ends after its time and not before", async () => {
  const { over } = waiting();
  await vi.advanceTimersByTimeAsync(2_999);
  expect(over).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(1);
  expect(over).toHaveBeenCalledOnce();
});

it("ends as soon as the network is back, and leaves nothing behind", async () => {
  const { waited } = waiting();
  window.dispatchEvent(new Event("online"));
  await waited;
  expect(vi.getTimerCount()).toBe(0);
});

it("ends when nobody wants it any more", async () => {
  const { given, waited } = waiting();
  given.abort();
  await waited;
  expect(vi.getTimerCount()).toBe(0);
});

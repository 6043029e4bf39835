import { beforeEach, expect, it, vi } from "vitest";
import { storage } from "@/lib/storage";
import { withStorageLock } from "@/lib/tab-lock";

beforeEach(() => {
  vi.useFakeTimers();
});

it("lets one at a time through, and lets go after a failure", async () => {
  const log: string[] = [];
  const work = (name: string, fails: boolean) => async () => {
    log.push(`${name} begins`);
    await new Promise((resolve) => setTimeout(resolve, 500));
    log.push(`${name} ends`);
    if (fails) throw new Error(name);
  };
  const both = Promise.allSettled([
    withStorageLock(storage, "lock", work("one", true)),
    withStorageLock(storage, "lock", work("other", false)),
  ]);
  await vi.advanceTimersByTimeAsync(5_000);
  const results = await both;

  expect(log).toHaveLength(4);
  expect(log[0]?.split(" ")[0]).toBe(log[1]?.split(" ")[0]);
  expect(results.map((result) => result.status)).toEqual(["rejected", "fulfilled"]);
  expect(storage.get("lock")).toBeNull();
});

it("does not wait for ever for a tab that died", async () => {
  storage.set("lock", `dead-tab ${Date.now() + 20_000}`);
  const work = vi.fn(async () => "done");
  const result = withStorageLock(storage, "lock", work);
  await vi.advanceTimersByTimeAsync(19_000);
  expect(work).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(2_000);
  await expect(result).resolves.toBe("done");
});

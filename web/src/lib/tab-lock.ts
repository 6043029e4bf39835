import { randomId } from "@/lib/random-id";
import type { TextStore } from "@/lib/storage";

/** Longer than any request that is made under the lock; a tab that died holds it no longer. */
const LEASE_MS = 30_000;
const LOOK_EVERY_MS = 60;
/** Two tabs that write at the same moment both read the later one's name after this. */
const SETTLE_MS = 30;

const pause = (timeMs: number) => new Promise((resolve) => setTimeout(resolve, timeMs));

type Lease = { owner: string; untilMs: number };

function leaseIn(text: string | null): Lease | null {
  const [owner, until] = text?.split(" ") ?? [];
  return owner && until ? { owner, untilMs: Number(until) } : null;
}

/**
 * One tab at a time, for browsers on plain HTTP, where the Web Locks API does not exist. A lease in
 * the storage that the tabs share: not as strict as a real lock, and far better than none.
 */
export async function withStorageLock<T>(
  store: TextStore,
  name: string,
  work: () => Promise<T>,
): Promise<T> {
  const owner = randomId();
  for (;;) {
    const lease = leaseIn(store.get(name));
    if (lease && lease.untilMs > Date.now()) {
      await pause(LOOK_EVERY_MS);
      continue;
    }
    store.set(name, `${owner} ${Date.now() + LEASE_MS}`);
    await pause(SETTLE_MS);
    if (leaseIn(store.get(name))?.owner === owner) break;
  }
  try {
    return await work();
  } finally {
    if (leaseIn(store.get(name))?.owner === owner) store.remove(name);
  }
}

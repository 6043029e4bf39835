import { useSyncExternalStore } from "react";
import { randomId } from "@/lib/random-id";
import { storage, type TextStore } from "@/lib/storage";
import { withStorageLock } from "@/lib/tab-lock";
import type { Session } from "@/services/contract";
import { Problem, problemFromAnswer, problemFromThrown } from "@/services/problem";

/**
 * Who is signed in. The access token lives in memory alone; the refresh token is kept, so that a
 * reload does not ask for the password again. Each refresh token serves once: showing a used one
 * ends the whole family, so renewing is single-flight in this tab and locked between tabs. Only under
 * the key of the renewal whose answer was lost is it taken again, so the key is kept until then.
 */
export type SessionState =
  | { status: "unknown" }
  | { status: "signed-out"; reason: "never" | "left" | "ended" }
  | { status: "signed-in"; access: string; role: string; userId: string; expiresAtMs: number };

const REFRESH_KEY = "daftari.refresh";
const RENEWAL_KEY = "daftari.refresh.renewal";
const LOCK = "daftari.refresh.lock";
/** Renewed this long before it ends, so that a slow request does not arrive with a dead token. */
const EXPIRY_MARGIN_MS = 10_000;
/** Shorter than another tab waits for its turn: a lost answer is asked for again. */
const ANSWER_MS_MAX = 15_000;

type Dependencies = {
  fetch: typeof fetch;
  store: TextStore;
  now: () => number;
  withLock: <T>(work: () => Promise<T>) => Promise<T>;
};

export function createSession({ fetch, store, now, withLock }: Dependencies) {
  let state: SessionState = { status: "unknown" };
  let renewal: Promise<string | null> | null = null;
  const listeners = new Set<() => void>();

  function become(next: SessionState) {
    state = next;
    for (const listener of listeners) listener();
  }

  function signedIn(session: Session): string {
    store.set(REFRESH_KEY, session.refresh);
    store.remove(RENEWAL_KEY);
    become({
      status: "signed-in",
      access: session.access,
      role: session.role,
      userId: session.user_id,
      expiresAtMs: now() + session.expires_in_seconds * 1000,
    });
    return session.access;
  }

  async function post(path: string, body: unknown, key?: string): Promise<Response> {
    try {
      return await fetch(path, {
        method: "POST",
        headers: { "content-type": "application/json", ...(key && { "Idempotency-Key": key }) },
        body: JSON.stringify(body),
        signal: AbortSignal.timeout(ANSWER_MS_MAX),
      });
    } catch (thrown) {
      throw problemFromThrown(thrown);
    }
  }

  /** The session that was given. Half an answer is none: it is a request without one. */
  async function sessionIn(response: Response): Promise<Session> {
    if (!response.ok) throw problemFromAnswer(response, await response.json().catch(() => null));
    try {
      return (await response.json()) as Session;
    } catch (thrown) {
      throw problemFromThrown(thrown);
    }
  }

  function keyOfRenewal(): string {
    const key = store.get(RENEWAL_KEY) ?? randomId();
    store.set(RENEWAL_KEY, key);
    return key;
  }

  function forget() {
    store.remove(REFRESH_KEY);
    store.remove(RENEWAL_KEY);
  }

  async function exchangeRefreshToken(): Promise<string | null> {
    // Read inside the lock: another tab may have renewed while this one waited.
    const refresh = store.get(REFRESH_KEY);
    if (refresh === null) {
      if (state.status !== "signed-out") {
        become({
          status: "signed-out",
          reason: state.status === "signed-in" ? "ended" : "never",
        });
      }
      return null;
    }
    const response = await post("/api/auth/refresh/", { refresh }, keyOfRenewal());
    const given = await sessionIn(response).catch(problemFromThrown);
    // Whoever signed out meanwhile stays so, and what is newer is not overwritten.
    if (store.get(REFRESH_KEY) !== refresh) return exchangeRefreshToken();
    if (!(given instanceof Problem)) return signedIn(given);
    if (given.mayRetry) throw given;
    forget();
    become({ status: "signed-out", reason: "ended" });
    return null;
  }

  const session = {
    current: () => state,

    subscribe(listener: () => void) {
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
      };
    },

    async login(username: string, password: string): Promise<string> {
      const given = await sessionIn(await post("/api/auth/login/", { username, password }));
      signedIn(given);
      return given.role;
    },

    async logout(): Promise<void> {
      const refresh = store.get(REFRESH_KEY);
      forget();
      become({ status: "signed-out", reason: "left" });
      // Signing out works without a connection too: the token is gone from here either way.
      if (refresh !== null) await post("/api/auth/logout/", { refresh }).catch(() => null);
    },

    /** Settles `unknown` after a reload. A lost connection leaves it unknown, and throws. */
    async restore(): Promise<SessionState> {
      if (state.status === "unknown") await session.renew(null);
      return state;
    },

    /** The access token to send now, renewed first if it is about to end; null if signed out. */
    async access(): Promise<string | null> {
      if (state.status === "signed-out") return null;
      if (state.status === "unknown") return session.renew(null);
      if (state.expiresAtMs - EXPIRY_MARGIN_MS > now()) return state.access;
      return session.renew(state.access);
    },

    /** A token other than `stale`: whoever asks while one renewal is on its way shares it. */
    async renew(stale: string | null): Promise<string | null> {
      if (state.status === "signed-in" && state.access !== stale) return state.access;
      renewal ??= withLock(exchangeRefreshToken).finally(() => {
        renewal = null;
      });
      return renewal;
    },

    /** Another tab signed out. */
    noticeRemoval() {
      if (state.status === "signed-in") become({ status: "signed-out", reason: "left" });
    },
  };
  return session;
}

/** Web locks exist on secure origins only. */
function withBrowserLock<T>(work: () => Promise<T>): Promise<T> {
  return navigator.locks
    ? navigator.locks.request(LOCK, work)
    : withStorageLock(storage, LOCK, work);
}

export const session = createSession({
  fetch: (...request) => fetch(...request),
  store: storage,
  now: () => Date.now(),
  withLock: withBrowserLock,
});

window.addEventListener("storage", (event) => {
  if (event.key === REFRESH_KEY && event.newValue === null) session.noticeRemoval();
});

export function useSession(): SessionState {
  return useSyncExternalStore(session.subscribe, session.current);
}

export function isStaff(state: SessionState): boolean {
  return state.status === "signed-in" && ["ADMIN", "FINANCE", "AGENT"].includes(state.role);
}

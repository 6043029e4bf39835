import { beforeEach, describe, expect, it, vi } from "vitest";
import type { TextStore } from "@/lib/storage";
import { createSession } from "@/services/session";

const START_MS = Date.parse("2026-11-23T15:00:00Z");

function memoryStore(
  initial: Record<string, string> = {},
): TextStore & { all: Map<string, string> } {
  const all = new Map(Object.entries(initial));
  return {
    all,
    get: (key) => all.get(key) ?? null,
    set: (key, value) => void all.set(key, value),
    remove: (key) => void all.delete(key),
  };
}

function answer(number: number, expiresInSeconds = 900) {
  return Response.json({
    access: `access-${number}`,
    refresh: `refresh-${number}`,
    role: "ADMIN",
    user_id: "user-1",
    expires_in_seconds: expiresInSeconds,
  });
}

const refused = () =>
  Response.json({ code: "token_invalid", detail: "No.", request_id: "r" }, { status: 401 });

let nowMs = START_MS;
const fetchMock = vi.fn<typeof fetch>();

beforeEach(() => {
  nowMs = START_MS;
  fetchMock.mockReset();
});

function sessionWith(store: TextStore) {
  return createSession({
    fetch: fetchMock,
    store,
    now: () => nowMs,
    withLock: (work) => work(),
  });
}

const sentRefreshTokens = () =>
  fetchMock.mock.calls
    .filter(([address]) => address === "/api/auth/refresh/")
    .map(([, init]) => JSON.parse(String(init?.body)).refresh);

describe("signing in", () => {
  it("keeps the refresh token, and the access token in memory alone", async () => {
    const store = memoryStore();
    fetchMock.mockResolvedValueOnce(answer(1));
    const session = sessionWith(store);

    await expect(session.login("admin", "secret")).resolves.toBe("ADMIN");

    expect(await session.access()).toBe("access-1");
    expect([...store.all.values()]).toEqual(["refresh-1"]);
  });

  it("throws the server's problem, and signs nobody in", async () => {
    fetchMock.mockResolvedValueOnce(refused());
    const session = sessionWith(memoryStore());

    await expect(session.login("admin", "wrong")).rejects.toMatchObject({
      status: 401,
      code: "token_invalid",
    });
    expect(session.current().status).toBe("unknown");
  });
});

describe("renewing", () => {
  it("is single-flight: whoever asks meanwhile shares the one renewal", async () => {
    fetchMock.mockResolvedValueOnce(answer(1)).mockResolvedValueOnce(answer(2));
    const session = sessionWith(memoryStore());
    await session.login("admin", "secret");

    const renewed = await Promise.all([
      session.renew("access-1"),
      session.renew("access-1"),
      session.renew("access-1"),
    ]);

    expect(renewed).toEqual(["access-2", "access-2", "access-2"]);
    expect(sentRefreshTokens()).toEqual(["refresh-1"]);
  });

  it("does not spend a refresh token for a stale token that was renewed already", async () => {
    fetchMock.mockResolvedValueOnce(answer(1)).mockResolvedValueOnce(answer(2));
    const session = sessionWith(memoryStore());
    await session.login("admin", "secret");
    await session.renew("access-1");

    expect(await session.renew("access-1")).toBe("access-2");
    expect(sentRefreshTokens()).toEqual(["refresh-1"]);
  });

  it("happens shortly before the access token ends", async () => {
    fetchMock.mockResolvedValueOnce(answer(1, 60)).mockResolvedValueOnce(answer(2));
    const session = sessionWith(memoryStore());
    await session.login("admin", "secret");

    nowMs = START_MS + 49_000;
    expect(await session.access()).toBe("access-1");
    nowMs = START_MS + 51_000;
    expect(await session.access()).toBe("access-2");
  });

  it("takes the token that another tab left while this one waited for its turn", async () => {
    const store = memoryStore();
    fetchMock.mockResolvedValueOnce(answer(1)).mockResolvedValueOnce(answer(3));
    let open = () => {};
    const turn = new Promise<void>((resolve) => {
      open = resolve;
    });
    const session = createSession({
      fetch: fetchMock,
      store,
      now: () => nowMs,
      withLock: (work) => turn.then(work),
    });
    await session.login("admin", "secret");

    const renewal = session.renew("access-1");
    store.set("daftari.refresh", "refresh-2");
    open();

    expect(await renewal).toBe("access-3");
    expect(sentRefreshTokens()).toEqual(["refresh-2"]);
  });

  it("signs out when the refresh token is refused", async () => {
    const store = memoryStore({ "daftari.refresh": "refresh-0" });
    fetchMock.mockResolvedValueOnce(refused());
    const session = sessionWith(store);

    expect(await session.access()).toBeNull();
    expect(session.current()).toEqual({ status: "signed-out", reason: "ended" });
    expect(store.all.size).toBe(0);
  });

  it("keeps the session through a lost connection and a server that is down", async () => {
    const store = memoryStore({ "daftari.refresh": "refresh-0" });
    fetchMock
      .mockRejectedValueOnce(new TypeError("Failed to fetch"))
      .mockResolvedValueOnce(new Response("", { status: 503 }))
      .mockResolvedValueOnce(answer(1));
    const session = sessionWith(store);

    await expect(session.restore()).rejects.toMatchObject({ code: "unreachable" });
    await expect(session.restore()).rejects.toMatchObject({ status: 503 });
    expect(store.get("daftari.refresh")).toBe("refresh-0");
    expect((await session.restore()).status).toBe("signed-in");
  });
});

describe("a renewal without an answer", () => {
  const keys = () =>
    fetchMock.mock.calls.map(([, init]) => new Headers(init?.headers).get("Idempotency-Key"));

  it("is asked for again under the same key, by a page that is loaded again too", async () => {
    const store = memoryStore({ "daftari.refresh": "refresh-0" });
    fetchMock
      .mockRejectedValueOnce(new TypeError("Failed to fetch"))
      .mockRejectedValueOnce(new DOMException("The time is over.", "TimeoutError"))
      .mockResolvedValueOnce(answer(1))
      .mockResolvedValueOnce(answer(2));
    const session = sessionWith(store);
    await expect(session.restore()).rejects.toMatchObject({ code: "unreachable" });
    await expect(session.restore()).rejects.toMatchObject({ code: "timed_out" });
    const loadedAgain = sessionWith(store);
    await loadedAgain.restore();
    await loadedAgain.renew("access-1");

    expect(sentRefreshTokens()).toEqual(["refresh-0", "refresh-0", "refresh-0", "refresh-1"]);
    const [first, second, third, next] = keys();
    expect([second, third]).toEqual([first, first]);
    expect(next).not.toBe(first);
    expect([...store.all]).toEqual([["daftari.refresh", "refresh-2"]]);
  });

  it.each([
    ["half of one", '{"access": "acc'],
    ["a captive portal's page", "<!doctype html>"],
  ])("is that with %s too", async (_what, body) => {
    const store = memoryStore({ "daftari.refresh": "refresh-0" });
    fetchMock.mockResolvedValueOnce(new Response(body)).mockResolvedValueOnce(answer(1));
    const session = sessionWith(store);
    await expect(session.restore()).rejects.toMatchObject({ code: "unreachable", status: 0 });
    expect((await session.restore()).status).toBe("signed-in");
    expect(sentRefreshTokens()).toEqual(["refresh-0", "refresh-0"]);
  });

  it("does not sign in again whoever signed out meanwhile", async () => {
    const store = memoryStore({ "daftari.refresh": "refresh-0" });
    let hear = (_answer: Response) => {};
    fetchMock
      .mockReturnValueOnce(new Promise((resolve) => (hear = resolve)))
      .mockResolvedValueOnce(new Response(null, { status: 204 }));
    const session = sessionWith(store);
    const renewal = session.renew(null);
    await session.logout();
    hear(answer(1));
    expect(await renewal).toBeNull();
    expect(session.current()).toEqual({ status: "signed-out", reason: "left" });
    expect(store.all.size).toBe(0);
  });

  it("does not overwrite what another tab was given meanwhile", async () => {
    const store = memoryStore({ "daftari.refresh": "refresh-0" });
    fetchMock
      .mockImplementationOnce(async () => {
        store.set("daftari.refresh", "refresh-7");
        return answer(1);
      })
      .mockResolvedValueOnce(answer(8));
    const session = sessionWith(store);
    expect(await session.renew(null)).toBe("access-8");
    expect(sentRefreshTokens()).toEqual(["refresh-0", "refresh-7"]);
    expect([...store.all.values()]).toEqual(["refresh-8"]);
  });
});

describe("signing out", () => {
  it("forgets everything, whether the server hears of it or not", async () => {
    const store = memoryStore();
    fetchMock.mockResolvedValueOnce(answer(1)).mockRejectedValueOnce(new TypeError("offline"));
    const session = sessionWith(store);
    await session.login("admin", "secret");
    const heard = vi.fn();
    session.subscribe(heard);

    await session.logout();

    expect(heard).toHaveBeenCalled();
    expect(session.current()).toEqual({ status: "signed-out", reason: "left" });
    expect(store.all.size).toBe(0);
    expect(await session.access()).toBeNull();
  });

  it("follows another tab", async () => {
    fetchMock.mockResolvedValueOnce(answer(1));
    const session = sessionWith(memoryStore());
    await session.login("admin", "secret");

    session.noticeRemoval();

    expect(session.current().status).toBe("signed-out");
  });
});

it("knows without asking that a visitor without a token is nobody", async () => {
  const session = sessionWith(memoryStore());
  expect(await session.restore()).toEqual({ status: "signed-out", reason: "never" });
  expect(fetchMock).not.toHaveBeenCalled();
});

import createClient from "openapi-fetch";
import type { paths } from "@/services/schema.gen";
import { session } from "@/services/session";

/** Long enough for a slow mobile network, short enough that a person still waits. */
const TIMEOUT_MS = 20_000;
/** How long reads ask for what was just written; read models trail by well under this. */
const READ_YOUR_WRITES_MS = 5_000;

export type Fetch = (request: Request) => Promise<Response>;

/** For streams and long files, which have no end to wait for. */
export const fetchStream: Fetch = (request) => fetch(request);

export function fetchWithTimeout(request: Request): Promise<Response> {
  const timeout = AbortSignal.timeout(TIMEOUT_MS);
  const signal = AbortSignal.any ? AbortSignal.any([request.signal, timeout]) : request.signal;
  return fetch(new Request(request, { signal }));
}

export function withBearer(request: Request, token: string | null): Request {
  const copy = request.clone();
  if (token === null) copy.headers.delete("authorization");
  else copy.headers.set("authorization", `Bearer ${token}`);
  return copy;
}

/** Sends the request as whoever is signed in; one refused token is renewed and tried again, once. */
export function asSession(send: Fetch): Fetch {
  return async (request) => {
    const token = await session.access();
    const response = await send(withBearer(request, token));
    if (response.status !== 401 || token === null) return response;
    const renewed = await session.renew(token);
    return renewed === null ? response : send(withBearer(request, renewed));
  };
}

/**
 * Writes answer with the position of their last event; reads that follow carry it, so that a person
 * sees the change that they just made and not the moment before it.
 */
function readYourWrites(send: Fetch): Fetch {
  let lastWrite = { position: 0, atMs: 0 };
  return async (request) => {
    if (request.method !== "GET") {
      const response = await send(request);
      const position = await positionOf(response);
      if (position > lastWrite.position) lastWrite = { position, atMs: Date.now() };
      return response;
    }
    if (Date.now() - lastWrite.atMs > READ_YOUR_WRITES_MS) return send(request);
    const url = new URL(request.url);
    const asked = Number(url.searchParams.get("min_position") ?? 0);
    url.searchParams.set("min_position", String(Math.max(asked, lastWrite.position)));
    return send(new Request(url, request));
  };
}

async function positionOf(response: Response): Promise<number> {
  if (!response.ok || response.status === 204) return 0;
  const body: unknown = await response
    .clone()
    .json()
    .catch(() => null);
  const holder = body as { position?: unknown } | null;
  return typeof holder?.position === "number" ? holder.position : 0;
}

export function createApi(send: Fetch) {
  return createClient<paths>({ baseUrl: window.location.origin, fetch: readYourWrites(send) });
}

/** The API as the signed-in person. */
export const api = createApi(asSession(fetchWithTimeout));

/** The same without a limit in time, for files that grow while they are read. */
export const apiForFiles = createApi(asSession(fetchStream));

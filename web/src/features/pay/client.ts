import {
  asSession,
  createApi,
  type Fetch,
  fetchStream,
  fetchWithTimeout,
  withBearer,
} from "@/services/client";
import { session } from "@/services/session";
import { deviceToken } from "./memory";

/**
 * The portal speaks as a signed-in customer, else as this device, else as nobody. Someone of the
 * staff who opens the portal is treated as any visitor, so that nothing is bought in their name.
 */
async function isCustomer(): Promise<boolean> {
  const state = await session.restore().catch(() => session.current());
  return state.status === "signed-in" && state.role === "CUSTOMER";
}

export async function isKnown(): Promise<boolean> {
  return deviceToken.get() !== null || (await isCustomer());
}

/**
 * A request that names its own token (one payment's) is sent with that first. A device token that
 * is refused is forgotten, and the request goes out as a newcomer's.
 */
function asVisitor(send: Fetch): Fetch {
  return async (request) => {
    if (request.headers.has("authorization")) {
      const response = await send(request.clone());
      if (response.status !== 401 && response.status !== 403) return response;
    }
    if (await isCustomer()) return asSession(send)(request);
    const device = deviceToken.get();
    const response = await send(withBearer(request, device));
    if (response.status !== 401 || device === null) return response;
    deviceToken.forget();
    return send(withBearer(request, null));
  };
}

export const portalApi = createApi(asVisitor(fetchWithTimeout));
export const portalStream = asVisitor(fetchStream);

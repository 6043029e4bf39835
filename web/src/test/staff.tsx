import { HttpResponse, http } from "msw";
import StaffApp from "@/routes/_admin/app";
import type { Role } from "@/services/contract";
import { session } from "@/services/session";
import { show } from "@/test/render";
import { server } from "@/test/server";

/** What the API answers to whoever signs in with that role. */
export const sessionOf = (role: Role) => ({
  access: "access-1",
  refresh: "refresh-1",
  role,
  user_id: "user-1",
  expires_in_seconds: 900,
});

/** A fresh session of that role, whoever was signed in before. */
export async function signInAs(role: Role) {
  server.use(
    http.post("*/api/auth/logout/", () => new HttpResponse(null, { status: 204 })),
    http.post("*/api/auth/login/", () => HttpResponse.json(sessionOf(role))),
  );
  await session.logout();
  await session.login("someone", "secret");
}

/** The staff's pages, as a browser that goes to that address shows them. */
export function openAt(address: string) {
  window.history.replaceState(null, "", address);
  return show(<StaffApp />);
}

/** A page of a list, as the API answers it. */
export const page = (items: unknown[], next_cursor: string | null = null) =>
  HttpResponse.json({ items, next_cursor });

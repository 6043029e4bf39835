import { HttpResponse, http } from "msw";
import type { Role } from "@/services/contract";
import { session } from "@/services/session";
import { server } from "@/test/server";

/** A fresh session of that role, whoever was signed in before. */
export async function signInAs(role: Role) {
  server.use(
    http.post("*/api/auth/logout/", () => new HttpResponse(null, { status: 204 })),
    http.post("*/api/auth/login/", () =>
      HttpResponse.json({
        access: "access-1",
        refresh: "refresh-1",
        role,
        user_id: "user-1",
        expires_in_seconds: 900,
      }),
    ),
  );
  await session.logout();
  await session.login("someone", "secret");
}

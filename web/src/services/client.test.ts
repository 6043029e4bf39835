import { HttpResponse, http } from "msw";
import { describe, expect, it } from "vitest";
import { asSession, createApi, fetchWithTimeout } from "@/services/client";
import { Problem, unwrap, unwrapRead } from "@/services/problem";
import { session } from "@/services/session";
import { aPayment, problemBody } from "@/test/builders";
import { server } from "@/test/server";

const tokens = (number: number) => ({
  access: `access-${number}`,
  refresh: `refresh-${number}`,
  role: "ADMIN",
  user_id: "user-1",
  expires_in_seconds: 900,
});

async function signIn() {
  server.use(http.post("*/api/auth/login/", () => HttpResponse.json(tokens(1))));
  await session.login("admin", "secret");
}

const newApi = () => createApi(asSession(fetchWithTimeout));

describe("a refused access token", () => {
  it("is renewed once for all requests that it failed, and each is sent again", async () => {
    await signIn();
    let renewals = 0;
    server.use(
      http.post("*/api/auth/refresh/", () => {
        renewals += 1;
        return HttpResponse.json(tokens(2));
      }),
      http.get("*/api/payments/:id/", ({ request, params }) =>
        request.headers.get("authorization") === "Bearer access-2"
          ? HttpResponse.json(aPayment({ id: String(params.id) }))
          : HttpResponse.json(problemBody(401, "token_invalid"), { status: 401 }),
      ),
    );
    const api = newApi();
    const read = (id: string) =>
      unwrapRead(api.GET("/api/payments/{id}/", { params: { path: { id } } }));

    const payments = await Promise.all([read("a"), read("b"), read("c")]);

    expect(payments.map((payment) => payment.id)).toEqual(["a", "b", "c"]);
    expect(renewals).toBe(1);
  });

  it("sends the body of a write again, with the same idempotency key", async () => {
    await signIn();
    const seen: { key: string | null; body: unknown }[] = [];
    server.use(
      http.post("*/api/auth/refresh/", () => HttpResponse.json(tokens(2))),
      http.post("*/api/subscriptions/", async ({ request }) => {
        seen.push({ key: request.headers.get("idempotency-key"), body: await request.json() });
        return seen.length === 1
          ? HttpResponse.json(problemBody(401, "token_invalid"), { status: 401 })
          : HttpResponse.json(
              { subscription_id: "s", end_date: "2026-11-23T15:00:00Z", position: 3 },
              { status: 201 },
            );
      }),
    );

    await unwrap(
      newApi().POST("/api/subscriptions/", {
        headers: { "Idempotency-Key": "key-1" },
        body: { package_id: "p" },
      }),
    );

    expect(seen).toEqual([
      { key: "key-1", body: { package_id: "p" } },
      { key: "key-1", body: { package_id: "p" } },
    ]);
  });

  it("gives up after one renewal, with the server's problem", async () => {
    await signIn();
    let requests = 0;
    server.use(
      http.post("*/api/auth/refresh/", () => HttpResponse.json(tokens(2))),
      http.get("*/api/dashboard/", () => {
        requests += 1;
        return HttpResponse.json(problemBody(401, "token_invalid"), { status: 401 });
      }),
    );

    const thrown = await unwrapRead(newApi().GET("/api/dashboard/")).catch((problem) => problem);

    expect(thrown).toBeInstanceOf(Problem);
    expect(thrown).toMatchObject({ status: 401, code: "token_invalid", requestId: "req-1" });
    expect(requests).toBe(2);
  });
});

describe("reading one's own writes", () => {
  it("asks for the position of the last write, or for a later one that was asked for", async () => {
    await signIn();
    const asked: (string | null)[] = [];
    server.use(
      http.get("*/api/packages/", ({ request }) => {
        asked.push(new URL(request.url).searchParams.get("min_position"));
        return HttpResponse.json({ items: [], next_cursor: null });
      }),
      http.delete("*/api/packages/:id/", ({ params }) =>
        HttpResponse.json({ id: params.id, position: 77 }),
      ),
    );
    const api = newApi();

    await unwrapRead(api.GET("/api/packages/"));
    await unwrap(api.DELETE("/api/packages/{id}/", { params: { path: { id: "p" } } }));
    await unwrapRead(api.GET("/api/packages/"));
    for (const min_position of [70, 80]) {
      await unwrapRead(api.GET("/api/packages/", { params: { query: { min_position } } }));
    }

    expect(asked).toEqual([null, "77", "77", "80"]);
  });

  it("treats 202 as not there yet, which may be asked again", async () => {
    await signIn();
    server.use(
      http.get("*/api/dashboard/", () => HttpResponse.json({ position: 3 }, { status: 202 })),
    );
    await expect(unwrapRead(newApi().GET("/api/dashboard/"))).rejects.toMatchObject({
      code: "read_model_behind",
      mayRetry: true,
    });
  });
});

describe("problems", () => {
  it("carry what the server said about fields and waiting", async () => {
    await signIn();
    server.use(
      http.post("*/api/payments/initiate/", () =>
        HttpResponse.json(
          problemBody(422, "invalid_phone_number", {
            errors: { phone_number: ["is not Kenyan"] },
            retry_after_seconds: 12,
          }),
          { status: 422 },
        ),
      ),
    );
    const request = newApi().POST("/api/payments/initiate/", {
      body: { package_id: "p", phone_number: "1" },
    });
    await expect(unwrap(request)).rejects.toMatchObject({
      code: "invalid_phone_number",
      fields: { phone_number: ["is not Kenyan"] },
      retryAfterSeconds: 12,
      mayRetry: false,
    });
  });

  it("take Retry-After, and a body that is not JSON", async () => {
    await signIn();
    server.use(
      http.get(
        "*/api/dashboard/",
        () =>
          new HttpResponse("<html>", {
            status: 503,
            headers: { "retry-after": "7", "x-request-id": "req-9" },
          }),
      ),
    );
    await expect(unwrapRead(newApi().GET("/api/dashboard/"))).rejects.toMatchObject({
      status: 503,
      code: "http_503",
      requestId: "req-9",
      retryAfterSeconds: 7,
      mayRetry: true,
    });
  });

  it("say so when nothing was heard at all", async () => {
    await signIn();
    server.use(http.get("*/api/dashboard/", () => HttpResponse.error()));
    await expect(unwrapRead(newApi().GET("/api/dashboard/"))).rejects.toMatchObject({
      status: 0,
      code: "unreachable",
    });
  });
});

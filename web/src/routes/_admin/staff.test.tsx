import { screen, waitFor, within } from "@testing-library/react";
import { HttpResponse, http } from "msw";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { problemFromThrown } from "@/services/problem";
import { session } from "@/services/session";
import { aPackage, problemBody } from "@/test/builders";
import { server } from "@/test/server";
import { openAt, page, sessionOf, signInAs } from "@/test/staff";

beforeEach(async () => {
  server.use(http.post("*/api/auth/logout/", () => new HttpResponse(null, { status: 204 })));
  await session.logout();
});

describe("signing in", () => {
  it("comes before anything of the staff's, and leads back to the page that was asked for", async () => {
    server.use(
      http.post("*/api/auth/login/", async ({ request }) => {
        const { password } = (await request.json()) as { password: string };
        return password === "right"
          ? HttpResponse.json(sessionOf("ADMIN"))
          : HttpResponse.json(problemBody(401, "credentials_wrong"), { status: 401 });
      }),
      http.get("*/api/subscriptions/", () => page([])),
    );
    const { person } = openAt("/admin/subscriptions?status=ACTIVE");

    await person.click(await screen.findByRole("button", { name: "Sign in" }));
    expect(await screen.findByText("Enter your password.")).toBeVisible();

    await person.type(screen.getByLabelText("Username or phone number"), "admin");
    await person.type(screen.getByLabelText("Password"), "wrong");
    await person.click(screen.getByRole("button", { name: "Sign in" }));
    expect(await screen.findByRole("alert")).toHaveTextContent(
      "The username or the password is not right.",
    );
    expect(screen.getByLabelText("Password")).toHaveValue("");

    await person.type(screen.getByLabelText("Password"), "right");
    await person.click(screen.getByRole("button", { name: "Sign in" }));
    expect(await screen.findByRole("heading", { name: "Subscriptions" })).toBeVisible();
    expect(window.location.search).toBe("?status=ACTIVE");
  });

  it("does not let a customer in", async () => {
    await signInAs("CUSTOMER");
    openAt("/admin");
    expect(await screen.findByRole("heading", { name: "This part is for staff" })).toBeVisible();
    expect(screen.queryByRole("navigation")).not.toBeInTheDocument();
  });

  it("shows each role its own places", async () => {
    await signInAs("AGENT");
    server.use(http.get("*/api/packages/", () => page([aPackage()])));
    openAt("/admin/packages");
    await screen.findByText("Day pass");

    const names = within(screen.getByRole("navigation", { name: "Main" }))
      .getAllByRole("link")
      .map((link) => link.textContent);
    expect(names).toEqual([
      "Dashboard",
      "Payments",
      "Customers",
      "Wallets",
      "Subscriptions",
      "Packages",
      "Portal",
    ]);
    expect(screen.queryByRole("button", { name: "New package" })).not.toBeInTheDocument();
    expect(screen.queryByRole("button", { name: /^Retire/ })).not.toBeInTheDocument();
  });

  it("is asked for again when the session ends under an open page", async () => {
    await signInAs("ADMIN");
    server.use(http.get("*/api/packages/", () => page([aPackage()])));
    openAt("/admin/packages");
    await screen.findByText("Day pass");

    server.use(
      http.post("*/api/auth/refresh/", () =>
        HttpResponse.json(problemBody(401, "token_invalid"), { status: 401 }),
      ),
    );
    await session.renew("access-1");

    expect(await screen.findByRole("heading", { name: "Sign in" })).toBeVisible();
    expect(screen.getByRole("status")).toHaveTextContent("Your session has ended.");
    expect(new URLSearchParams(window.location.search).get("next")).toBe("/admin/packages");
  });

  it("is what signing out leads to", async () => {
    await signInAs("ADMIN");
    server.use(http.get("*/api/packages/", () => page([aPackage()])));
    const { person } = openAt("/admin/packages");
    await screen.findByText("Day pass");

    await person.click(screen.getByRole("button", { name: "Admin" }));
    await person.click(await screen.findByRole("menuitem", { name: "Sign out" }));

    expect(await screen.findByRole("heading", { name: "Sign in" })).toBeVisible();
    expect(window.location.search).toBe("");
    expect(localStorage).toHaveLength(0);
  });
});

describe("a page that could not be shown", () => {
  const offline = () => problemFromThrown(new TypeError("offline"));
  const unreachable = () => vi.spyOn(session, "restore").mockRejectedValueOnce(offline());

  beforeEach(async () => {
    // React and the router tell of what was thrown.
    vi.spyOn(console, "error").mockImplementation(() => {});
    vi.spyOn(console, "warn").mockImplementation(() => {});
    await signInAs("ADMIN");
    server.use(http.get("*/api/packages/", () => page([aPackage()])));
  });

  it("is tried again by itself, and shown once the server answers", async () => {
    const restore = unreachable();
    openAt("/admin/packages");
    expect(await screen.findByRole("alert")).toHaveTextContent(
      "The server could not be reached. Check your connection. We try again by ourselves.",
    );
    const button = screen.getByRole("button", { name: "Try again" });
    button.focus();
    const asked = () => restore.mock.calls.length;
    const before = asked();
    restore.mockRejectedValueOnce(offline());
    window.dispatchEvent(new Event("online"));
    await waitFor(() => expect(asked()).toBeGreaterThan(before));
    // What was asked in vain takes nothing from whoever is about to press it.
    expect(button).toHaveFocus();

    window.dispatchEvent(new Event("online"));
    expect(await screen.findByText("Day pass")).toBeVisible();
    expect(screen.queryByRole("alert")).not.toBeInTheDocument();
  });

  it("is tried again at a click", async () => {
    unreachable();
    const { person } = openAt("/admin/packages");
    await person.click(await screen.findByRole("button", { name: "Try again" }));
    expect(await screen.findByText("Day pass")).toBeVisible();
  });
});

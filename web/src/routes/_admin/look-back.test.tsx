import { fireEvent, screen, waitFor } from "@testing-library/react";
import { HttpResponse, http } from "msw";
import { beforeEach, describe, expect, it } from "vitest";
import { aDashboard, problemBody } from "@/test/builders";
import { server } from "@/test/server";
import { openAt, signInAs } from "@/test/staff";

it("leads an agent only to places that are open to agents", async () => {
  await signInAs("AGENT");
  server.use(http.get("*/api/dashboard/", () => HttpResponse.json(aDashboard({ open_breaks: 2 }))));
  openAt("/admin");
  expect((await screen.findByText("Today")).closest("a")).not.toBeNull();
  expect(screen.getByText("Open breaks").closest("a")).toBeNull();
  expect(screen.getByText("Unreadable deliveries").closest("a")).toBeNull();
});

describe("the dashboard of a past moment", () => {
  const then = "2026-11-20T15:42:00.000Z";
  let asked: URLSearchParams[] = [];

  beforeEach(async () => {
    asked = [];
    await signInAs("AGENT");
    server.use(
      http.get("*/api/dashboard/", ({ request }) => {
        const query = new URL(request.url).searchParams;
        asked.push(query);
        const as_of = query.get("as_of");
        return HttpResponse.json(
          aDashboard(as_of ? { as_of, revenue_today_cents: 301_000, pending_payments: 2 } : {}),
        );
      }),
    );
  });

  it("says in words which one, leads nowhere, and has a way back", async () => {
    const { person } = openAt("/admin?as_of=2026-11-20T15:42Z&known_at=2026-11-20T15:42Z");
    expect(await screen.findByText("KSh 3,010.00")).toBeVisible();
    expect(asked.at(-1)?.get("as_of")).toBe(then);
    expect(asked.at(-1)?.get("known_at")).toBe(then);
    const panel = screen.getByLabelText("Look back");
    expect(panel).toHaveTextContent(
      "As it was on Fri 20 Nov 2026, 18:42 in Nairobi, as it was known then",
    );
    expect(screen.getByText("That day").closest("a")).toBeNull();
    expect(screen.getByText("Last payment").closest("div")).toHaveTextContent("4 min before");

    await person.selectOptions(screen.getByLabelText("As far as"), "is known now");
    await waitFor(() => expect(asked.at(-1)?.get("known_at")).toBeNull());
    expect(window.location.search).toBe("?as_of=2026-11-20T15%3A42Z");

    await person.click(screen.getByRole("button", { name: "Back to now" }));
    expect((await screen.findByText("Today")).closest("a")).toHaveTextContent("KSh 1,250.00");
    expect(window.location.search).toBe("");
  });

  it("keeps its names until the figures of another moment are there", async () => {
    const { person } = openAt("/admin?as_of=2026-11-20T15:42Z");
    await screen.findByText("KSh 3,010.00");
    let answer = () => {};
    const isAnswered = new Promise<void>((resolve) => {
      answer = resolve;
    });
    server.use(
      http.get("*/api/dashboard/", async () => {
        await isAnswered;
        return HttpResponse.json(aDashboard());
      }),
    );
    await person.click(screen.getByRole("button", { name: "Back to now" }));
    await waitFor(() => expect(window.location.search).toBe(""));
    expect(screen.getByText("That day").closest("div")).toHaveTextContent("KSh 3,010.00");
    expect(screen.getByText(/^As it was on Fri 20 Nov 2026, 18:42/)).toBeVisible();
    expect(screen.queryByText("Today")).not.toBeInTheDocument();

    answer();
    expect((await screen.findByText("Today")).closest("a")).toHaveTextContent("KSh 1,250.00");
    expect(screen.getByText(/^As of /)).toBeVisible();
  });

  it("is chosen by the slider, by steps and exactly, all by keyboard", async () => {
    const { person } = openAt("/admin?as_of=2026-11-20T15:42Z");
    const slider = await screen.findByRole("slider", { name: "Moment" });
    expect(slider).toHaveAttribute("aria-valuetext", "Fri 20 Nov 2026, 18:42 in Nairobi");

    screen.getByRole("button", { name: "A day earlier" }).focus();
    await person.keyboard("{Enter}");
    await waitFor(() => expect(window.location.search).toBe("?as_of=2026-11-19T15%3A42Z"));

    const exact = screen.getByLabelText("Moment in Nairobi");
    // A year that is being typed, and one that has not come, are no moments yet.
    for (const value of ["0002-10-01T13:00", "2199-10-01T13:00", ""]) {
      fireEvent.change(exact, { target: { value } });
      expect(slider).toHaveAttribute("aria-valuetext", "Thu 19 Nov 2026, 18:42 in Nairobi");
    }
    fireEvent.change(exact, { target: { value: "2026-10-01T13:00" } });
    await waitFor(() => expect(asked.at(-1)?.get("as_of")).toBe("2026-10-01T10:00:00.000Z"));
    expect(slider).toHaveAttribute("aria-valuetext", "Thu 1 Oct 2026, 13:00 in Nairobi");

    fireEvent.change(slider, { target: { value: Date.parse("2026-10-02T10:00:00Z") } });
    await waitFor(() => expect(asked.at(-1)?.get("as_of")).toBe("2026-10-02T10:00:00.000Z"));
  });

  it("opens at now, and nothing is asked for until a moment is chosen", async () => {
    const { person } = openAt("/admin");
    await person.click(await screen.findByRole("button", { name: "Look back" }));
    expect(screen.getByText(/Shown as it is now/)).toBeVisible();
    expect(screen.getByRole("button", { name: "An hour later" })).toBeDisabled();
    await person.click(screen.getByRole("button", { name: "Close" }));
    expect(screen.queryByRole("slider")).not.toBeInTheDocument();
    expect(asked.every((query) => query.get("as_of") === null)).toBe(true);
  });

  it("that has not come yet is refused in words, with the way back at hand", async () => {
    const detail = "as_of is in the future; give a moment that has passed";
    server.use(
      http.get("*/api/dashboard/", () =>
        HttpResponse.json({ ...problemBody(422, "moment_in_future"), detail }, { status: 422 }),
      ),
    );
    openAt("/admin?as_of=2199-01-01T00:00Z");
    expect(await screen.findByRole("alert")).toHaveTextContent(detail);
    expect(screen.getByRole("button", { name: "Back to now" })).toBeVisible();
  });
});

import { screen, waitFor, within } from "@testing-library/react";
import { HttpResponse, http } from "msw";
import { beforeEach, describe, expect, it } from "vitest";
import { aCustomer, problemBody } from "@/test/builders";
import { server } from "@/test/server";
import { openAt, page, signInAs } from "@/test/staff";

const ADDRESS = `/admin/customers/${aCustomer().id}`;

describe("the customers", () => {
  let asked: URLSearchParams[];

  beforeEach(async () => {
    asked = [];
    await signInAs("AGENT");
  });

  const answer = (respond: (query: URLSearchParams) => Response) =>
    server.use(
      http.get("*/api/customers/", ({ request }) => {
        const query = new URL(request.url).searchParams;
        asked.push(query);
        return respond(query);
      }),
    );

  it("stand in a table: with a login, or as a guest of whom nothing is known", async () => {
    const guest = aCustomer({
      id: "0198c0de-0000-7000-8000-00000000c0de",
      username: null,
      name: null,
      phone_number: null,
      is_guest: true,
      wallet_balance_cents: 0,
    });
    const left = aCustomer({ id: "left", name: null, username: null, is_active: false });
    answer(() => page([aCustomer(), guest, left]));
    openAt("/admin/customers");
    const row = await screen.findByRole("row", { name: /Wanjiku Kamau/ });
    expect(row).toHaveTextContent("0712 345 678");
    expect(row).toHaveTextContent("wanjiku");
    expect(row).toHaveTextContent("KSh 6,000.00");
    expect(within(row).getByRole("link")).toHaveAttribute("href", ADDRESS);
    expect(screen.getByRole("row", { name: /Guest/ })).toHaveTextContent("00000000c0de");
    expect(screen.getByRole("row", { name: /^0712 345 678/ })).toHaveTextContent("Disabled");
  });

  it("are looked up by what is typed, which the address keeps", async () => {
    answer(() => page([aCustomer()], "older"));
    const { person } = openAt("/admin/customers?cursor=here");
    const box = await screen.findByRole("searchbox", { name: "Phone, account number or name" });
    await waitFor(() => expect(asked[0]?.get("cursor")).toBe("here"));
    await person.type(box, "0712 345 678");
    await waitFor(() => expect(window.location.search).toBe("?q=0712+345+678"));
    await person.click(screen.getByRole("checkbox", { name: "With a login only" }));
    await waitFor(() => expect(window.location.search).toBe("?q=0712+345+678&with_login=true"));
    await waitFor(() => expect(asked.at(-1)?.get("with_login")).toBe("true"));
    expect(asked.at(-1)?.get("q")).toBe("0712 345 678");
    expect(asked.at(-1)?.has("cursor")).toBe(false);

    const older = screen.getByRole("button", { name: "Older" });
    await waitFor(() => expect(older).toBeEnabled());
    await person.click(older);
    await waitFor(() => expect(asked.at(-1)?.get("cursor")).toBe("older"));
    expect(asked.at(-1)?.get("q")).toBe("0712 345 678");
  });

  it("have a way out when nobody fits, and a next step when there are none", async () => {
    answer(() => page([]));
    const { person } = openAt("/admin/customers?q=nobody");
    expect(await screen.findByText("No customers match")).toBeVisible();
    await person.click(screen.getByRole("button", { name: "Clear the filters" }));
    expect(await screen.findByText("No customers yet")).toBeVisible();
    expect(screen.getByText(/when they register, or buy a package as a guest/)).toBeVisible();
    expect(window.location.search).toBe("");
    expect(screen.getByRole("searchbox")).toHaveValue("");
  });

  it("that fail to load say by which request, and load again", async () => {
    let fails = true;
    answer(() =>
      fails
        ? HttpResponse.json(problemBody(422, "invalid_search"), { status: 422 })
        : page([aCustomer()]),
    );
    const { person } = openAt("/admin/customers");
    const alert = await screen.findByRole("alert");
    expect(alert).toHaveTextContent("The customers could not be loaded.");
    expect(alert).toHaveTextContent("req-1");
    fails = false;
    await person.click(within(alert).getByRole("button", { name: "Try again" }));
    expect(await screen.findByRole("row", { name: /Wanjiku Kamau/ })).toBeVisible();
  });
});

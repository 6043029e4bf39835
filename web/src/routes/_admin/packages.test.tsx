import { screen, within } from "@testing-library/react";
import { HttpResponse, http } from "msw";
import { describe, expect, it } from "vitest";
import { aPackage, problemBody } from "@/test/builders";
import { server } from "@/test/server";
import { openAt, page, signInAs } from "@/test/staff";

describe("the packages", () => {
  it("are created once, whatever happens to the first answer, and shown at once", async () => {
    await signInAs("ADMIN");
    const items = [aPackage()];
    const keys: (string | null)[] = [];
    server.use(
      http.get("*/api/packages/", () => page(items)),
      http.post("*/api/packages/", async ({ request }) => {
        keys.push(request.headers.get("idempotency-key"));
        if (keys.length === 1) {
          return HttpResponse.json(
            problemBody(422, "invalid", { errors: { price_cents: ["is too high"] } }),
            { status: 422 },
          );
        }
        const body = (await request.json()) as object;
        items.push(aPackage({ ...body, id: "new" }));
        return HttpResponse.json({ id: "new", position: 9 }, { status: 201 });
      }),
    );
    const { person } = openAt("/admin/packages");
    await person.click(await screen.findByRole("button", { name: "New package" }));
    const dialog = screen.getByRole("dialog", { name: "New package" });
    await person.type(within(dialog).getByLabelText("Name"), "Weekend");
    await person.type(within(dialog).getByLabelText("Price in KSh"), "150");
    await person.click(within(dialog).getByRole("button", { name: "Create" }));
    expect(await within(dialog).findByText("is too high")).toBeVisible();

    await person.click(within(dialog).getByRole("button", { name: "Create" }));
    expect(await screen.findByRole("cell", { name: "Weekend" })).toBeInTheDocument();
    expect(screen.queryByRole("dialog")).not.toBeInTheDocument();
    expect(keys[0]).toBe(keys[1]);
  });

  it("are retired after a question", async () => {
    await signInAs("ADMIN");
    const item = aPackage();
    let retired = false;
    server.use(
      http.get("*/api/packages/", () => page([{ ...item, is_active: !retired }])),
      http.delete("*/api/packages/:id/", ({ params }) => {
        expect(params.id).toBe(item.id);
        retired = true;
        return HttpResponse.json({ id: item.id, position: 10 });
      }),
    );
    const { person } = openAt("/admin/packages");
    await person.click(await screen.findByRole("button", { name: "Retire Day pass" }));
    await person.click(within(screen.getByRole("dialog")).getByRole("button", { name: "Retire" }));
    expect(await screen.findByText("Retired")).toBeInTheDocument();
  });
});

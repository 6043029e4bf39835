import { screen, within } from "@testing-library/react";
import { HttpResponse, http } from "msw";
import { beforeEach, describe, expect, it } from "vitest";
import { aHold } from "@/test/builders";
import { server } from "@/test/server";
import { openAt, page, signInAs } from "@/test/staff";

beforeEach(() => signInAs("FINANCE"));

describe("a held report", () => {
  it("says why it waits, and is released with a reason", async () => {
    let stage = "UNANSWERED";
    const sent: unknown[] = [];
    server.use(
      http.get("*/api/holds/", () => page([aHold({ stage })])),
      http.post("*/api/holds/:id/release/", async ({ request, params }) => {
        sent.push([
          params.id,
          request.headers.get("idempotency-key") !== null,
          await request.json(),
        ]);
        stage = "RELEASED";
        return HttpResponse.json({ id: params.id, position: 106 });
      }),
    );
    const { person } = openAt("/admin/holds");
    const row = await screen.findByRole("row", { name: /UKN5AAAAA1/ });
    expect(row).toHaveTextContent("KSh 25,000.00");
    expect(row).toHaveTextContent("A large amount; Another amount than was asked for");
    expect(row).toHaveTextContent("Safaricom is out of reach");
    await person.click(within(row).getByRole("button", { name: "Release" }));
    const dialog = await screen.findByRole("dialog");
    const release = within(dialog).getByRole("button", { name: "Release" });
    expect(release).toBeDisabled();
    await person.type(within(dialog).getByLabelText("How it is known"), "Seen on the portal");
    await person.click(release);
    expect(await screen.findByText("UKN5AAAAA1 is taken for true.")).toBeVisible();
    expect(sent).toEqual([[aHold().id, true, { reason: "Seen on the portal" }]]);
    expect(await screen.findByRole("link", { name: "Payment" })).toBeVisible();
    expect(screen.queryByRole("button", { name: "Release" })).not.toBeInTheDocument();
  });
});

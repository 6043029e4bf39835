import { screen, waitFor, within } from "@testing-library/react";
import { HttpResponse, http } from "msw";
import { beforeEach, expect, it, vi } from "vitest";
import { problemBody } from "@/test/builders";
import { server } from "@/test/server";
import { openAt, signInAs } from "@/test/staff";

const EXPORT = "*/api/finance/exports/:report/";

let saved: { file: Blob; name: string }[] = [];

beforeEach(async () => {
  saved = [];
  await signInAs("FINANCE");
  const files: Blob[] = [];
  vi.spyOn(URL, "createObjectURL").mockImplementation((file) => {
    files.push(file as Blob);
    return "blob:saved";
  });
  vi.spyOn(HTMLAnchorElement.prototype, "click").mockImplementation(function (
    this: HTMLAnchorElement,
  ) {
    saved.push({ file: files.at(-1) ?? new Blob(), name: this.download });
  });
});

const open = (search = "") => openAt(`/admin/exports${search}`);

const row = (name: string) => screen.findByRole("region", { name });

it("saves a report as of the end of a month, which the address names", async () => {
  const asked: [string, URLSearchParams][] = [];
  server.use(
    http.get(EXPORT, ({ request, params }) => {
      asked.push([String(params.report), new URL(request.url).searchParams]);
      return new HttpResponse("code,name\r\n1110,M-Pesa\r\n");
    }),
  );
  const { person } = open("?month=2025-12");
  expect(
    await screen.findByText("Files show the books as of Wed 31 Dec 2025, 23:59 in Nairobi."),
  ).toBeVisible();
  expect(screen.getByLabelText("Month")).toHaveDisplayValue("December 2025");

  await person.click(screen.getByRole("button", { name: "Trial balance as csv" }));
  expect(
    await within(await row("Trial balance")).findByText("trial-balance.csv is saved, 24 bytes."),
  ).toBeVisible();
  expect(asked[0]?.[0]).toBe("trial-balance");
  expect(Object.fromEntries(asked[0]?.[1] ?? [])).toEqual({
    format: "csv",
    as_of: "2025-12-31T20:59:59.999Z",
  });
  expect(saved[0]?.name).toBe("trial-balance.csv");
  expect(await saved[0]?.file.text()).toBe("code,name\r\n1110,M-Pesa\r\n");

  await person.selectOptions(screen.getByLabelText("As of"), "now");
  expect(await screen.findByText(/as they are when they are written/)).toBeVisible();
  expect(window.location.search).toBe("");
  expect(screen.queryByText(/is saved/)).not.toBeInTheDocument();
  await person.click(screen.getByRole("button", { name: "Journal as hledger" }));
  await waitFor(() => expect(saved[1]?.name).toBe("daftari.journal"));
  expect(asked[1]?.[1].get("as_of")).toBeNull();
});

it("counts a long one while it arrives, and stops it at a word", async () => {
  let feed: ReadableStreamDefaultController<Uint8Array> | undefined;
  server.use(
    http.get(
      EXPORT,
      () =>
        new HttpResponse(
          new ReadableStream<Uint8Array>({
            start: (controller) => {
              feed = controller;
              controller.enqueue(new Uint8Array(1_500));
            },
          }),
        ),
    ),
  );
  const { person } = open();
  const journal = await row("Journal");
  await person.click(within(journal).getByRole("button", { name: "Journal as csv" }));
  expect(await within(journal).findByText("1.5 kB so far.")).toBeVisible();
  expect(within(journal).getByRole("button", { name: "Journal as xlsx" })).toBeDisabled();
  feed?.enqueue(new Uint8Array(2_000_000));
  expect(await within(journal).findByText("2 MB so far.")).toBeVisible();

  await person.click(within(journal).getByRole("button", { name: "Stop" }));
  expect(within(journal).queryByRole("status")).not.toBeInTheDocument();
  expect(within(journal).getByRole("button", { name: "Journal as csv" })).toBeEnabled();
  expect(saved).toEqual([]);
});

it("says why there is no file, by which request, and tries again", async () => {
  server.use(
    http.get(EXPORT, () => {
      const detail = "as_of is in the future; give a moment that has passed";
      return HttpResponse.json(
        { ...problemBody(422, "moment_in_future"), detail },
        { status: 422 },
      );
    }),
  );
  const { person } = open();
  const breaks = await row("Open breaks by age");
  await person.click(within(breaks).getByRole("button", { name: "Open breaks by age as xlsx" }));
  const alert = await within(breaks).findByRole("alert");
  expect(alert).toHaveTextContent("give a moment that has passed");
  expect(alert).toHaveTextContent("req-1");

  server.use(http.get(EXPORT, () => new HttpResponse("x")));
  await person.click(within(alert).getByRole("button", { name: "Try again" }));
  expect(await within(breaks).findByText("breaks.xlsx is saved, 1 byte.")).toBeVisible();
});

it("saves nothing of a file that breaks off", async () => {
  let pulls = 0;
  server.use(
    http.get(
      EXPORT,
      () =>
        new HttpResponse(
          new ReadableStream<Uint8Array>({
            pull: (controller) => {
              pulls += 1;
              if (pulls === 1) controller.enqueue(new Uint8Array(10));
              else controller.error(new TypeError("network error"));
            },
          }),
        ),
    ),
  );
  const { person } = open();
  const suspense = await row("Suspense by age");
  await person.click(within(suspense).getByRole("button", { name: "Suspense by age as csv" }));
  expect(await within(suspense).findByRole("alert")).toHaveTextContent(
    "The file broke off before its end, so nothing was saved.",
  );
  expect(saved).toEqual([]);
});

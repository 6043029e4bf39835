import { screen, within } from "@testing-library/react";
import { expect, it } from "vitest";
import { Postings } from "@/components/postings";
import { TooltipProvider } from "@/components/ui/tooltip";
import { aJournalEntry } from "@/test/builders";
import { show } from "@/test/render";

const post = (entries: Parameters<typeof Postings>[0]["entries"]) =>
  show(
    <TooltipProvider>
      <Postings entries={entries} />
    </TooltipProvider>,
  );

it("stand as debits and credits, entry by entry, each with its sum", () => {
  post([
    aJournalEntry(),
    aJournalEntry({
      position: 24_540,
      kind: "CREDITED",
      lines: [
        { code: 2190, name: "Unallocated receipts", part: null, amount_cents: 5_000 },
        { code: 2110, name: "Customer wallets", part: null, amount_cents: -5_000 },
      ],
    }),
  ]);
  const table = screen.getByRole("table", { name: "Postings" });
  expect(within(table).getByRole("row", { name: /2110/ })).toHaveTextContent(
    /^2110Customer walletsKSh 50\.00$/,
  );
  const [, debit, credit] = within(table).getByRole("row", { name: /2110/ }).children;
  expect(debit).toBeEmptyDOMElement();
  expect(credit).toHaveTextContent("KSh 50.00");
  expect(within(table).getAllByText("Sums to zero")).toHaveLength(2);
});

it("that do not sum to zero say by how much", () => {
  const [first] = aJournalEntry().lines;
  post([aJournalEntry({ lines: first ? [first] : [] })]);
  expect(screen.getByText("Off by KSh 50.00")).toBeVisible();
});

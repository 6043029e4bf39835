import { QueryClient } from "@tanstack/react-query";
import { RouterContextProvider } from "@tanstack/react-router";
import { ReceiptText } from "lucide-react";
import { Amount } from "@/components/amount";
import { BackLink } from "@/components/back-link";
import { columnsFor, DataTable } from "@/components/data-table";
import { Fact } from "@/components/fact";
import { ListPage } from "@/components/list-page";
import { Msisdn } from "@/components/msisdn";
import { PageHeader } from "@/components/page-header";
import { Pager } from "@/components/pager";
import { Postings } from "@/components/postings";
import { ExactTime, RelativeTime } from "@/components/relative-time";
import { Sparkline } from "@/components/sparkline";
import { PaymentBadge } from "@/components/status-badge";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { createStaffRouter } from "@/router";
import { Specimen } from "@/routes/_design/specimen";
import type { Payment } from "@/services/contract";
import { Problem } from "@/services/problem";
import { aJournalEntry, aPayment } from "@/test/builders";

const column = columnsFor<Payment>();

const COLUMNS = column.columns([
  column.accessor("phone_number", {
    header: "Payer",
    cell: ({ row }) => <Msisdn number={row.original.phone_number ?? "erased"} />,
  }),
  column.accessor("status", {
    header: "Status",
    cell: ({ row }) => <PaymentBadge status={row.original.status} />,
  }),
  column.accessor("initiated_at", {
    header: "Started",
    meta: { from: "sm" },
    cell: ({ row }) => <RelativeTime at={row.original.initiated_at} />,
  }),
  column.accessor("amount_cents", {
    header: "Amount",
    meta: { align: "right", orders: { descending: "LARGEST", ascending: "SMALLEST" } },
    cell: ({ row }) => <Amount cents={row.original.amount_cents} className="font-semibold" />,
  }),
]);

const ROWS = ["COMPLETED", "PENDING", "FAILED"].map((status, index) =>
  aPayment({ id: `payment-${index}`, status, amount_cents: 5_000 * 12 ** index }),
);

const QUERY = {
  data: { items: ROWS, next_cursor: "older" },
  error: null,
  isError: false,
  isPlaceholderData: false,
  refetch: nothing,
};

const FAULT = new Problem({
  status: 500,
  code: "internal",
  detail: "Something went wrong on our side. Try again.",
  requestId: "01a22a1a-5041-7747-b0d0-518cec89c963",
});

const LIST = {
  noun: "payments",
  columns: COLUMNS,
  icon: ReceiptText,
  emptyText: "They appear here as soon as somebody buys a package.",
  cursor: undefined,
  onMove: nothing,
};

const BY_SUM = {
  order: "LARGEST",
  names: { first: "Largest", next: "Smaller" },
  onOrder: nothing,
};

const empty = (next_cursor: string | null) => ({ ...QUERY, data: { items: [], next_cursor } });

/** Links need one; nothing of it is shown here. */
const ROUTER = createStaffRouter(new QueryClient());

export function Data() {
  const [first] = aJournalEntry().lines;
  return (
    <>
      <Specimen name="back-link, page-header" stacked>
        <RouterContextProvider router={ROUTER}>
          <BackLink to="/admin/payments">Payments</BackLink>
        </RouterContextProvider>
        <PageHeader title="Design" lead="A sentence on what the page is for.">
          <Button>Do something</Button>
        </PageHeader>
      </Specimen>
      <Specimen name="amount, msisdn, relative-time">
        <Amount cents={125_000} />
        <Amount cents={-30_05} />
        <Msisdn number="254712345678" />
        <Msisdn number="2547•••••678" />
        <RelativeTime at={new Date(Date.now() - 180_000).toISOString()} />
        <RelativeTime at="2026-01-05T09:00:00Z" />
        <ExactTime at="2026-01-05T09:00:00Z" />
      </Specimen>
      <Specimen name="fact" stacked>
        <Card className="px-5 py-2">
          <dl className="divide-y divide-line text-sm">
            <Fact label="Phone">
              <Msisdn number="254712345678" />
            </Fact>
            <Fact label="Paid">
              <Amount cents={125_000} className="font-semibold" />
            </Fact>
          </dl>
        </Card>
      </Specimen>
      <Specimen name="list-page: rows, loading, the next rows loading" stacked>
        <ListPage {...LIST} query={QUERY} cursor="here" />
        <DataTable caption="payments" columns={COLUMNS} rows={undefined} empty={null} />
        <ListPage {...LIST} query={{ ...QUERY, isPlaceholderData: true }} />
      </Specimen>
      <Specimen
        name="list-page: sorted by another column, the largest first, the smallest first"
        stacked
      >
        <ListPage {...LIST} query={QUERY} sorting={{ ...BY_SUM, order: "NEWEST" }} />
        <ListPage {...LIST} query={QUERY} sorting={BY_SUM} cursor="here" />
        <ListPage {...LIST} query={QUERY} sorting={{ ...BY_SUM, order: "SMALLEST" }} />
      </Specimen>
      <Specimen name="sparkline: up and down, nothing, two values">
        {[
          [3, 5, 2, 8, 13, 0, 4, 21],
          [0, 0, 0, 0],
          [1, 4],
        ].map((values) => (
          <div key={values.join()} className="w-48">
            <Sparkline label={`Payments by hour: ${values.join(", ")}`} values={values} />
          </div>
        ))}
      </Specimen>
      <Specimen name="list-page: empty, no match, further back, error" stacked>
        <ListPage {...LIST} query={empty(null)} />
        <ListPage {...LIST} query={empty(null)} onClearFilters={nothing} />
        <ListPage {...LIST} query={empty("older")} onClearFilters={nothing} />
        <ListPage {...LIST} query={{ ...QUERY, data: undefined, error: FAULT, isError: true }} />
      </Specimen>
      <Specimen name="pager: newest, between, oldest" stacked>
        <Card>
          <Pager cursor={undefined} nextCursor="b" onMove={nothing} />
          <Pager cursor="a" nextCursor="b" onMove={nothing} />
          <Pager cursor="a" nextCursor={null} onMove={nothing} />
        </Card>
      </Specimen>
      <Specimen name="postings, which are a ledger-table" stacked>
        <Postings
          entries={[
            aJournalEntry(),
            aJournalEntry({ position: 24_540, kind: "CREDITED", lines: first ? [first] : [] }),
          ]}
        />
      </Specimen>
    </>
  );
}

function nothing() {
  // The design page fetches nothing.
}

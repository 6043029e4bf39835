import { Link } from "@tanstack/react-router";
import { columnsFor } from "@/components/data-table";
import { RelativeTime } from "@/components/relative-time";
import { SubscriptionBadge } from "@/components/status-badge";
import { dayAndTime } from "@/lib/time";
import type { Subscription } from "@/services/contract";

const column = columnsFor<Subscription>();

export const subscriptionColumns = column.columns([
  column.accessor((subscription) => subscription.customer_name ?? "Guest", {
    id: "customer",
    header: "Customer",
    cell: ({ row: { original: subscription } }) => (
      <Link
        to="/admin/customers/$customerId"
        params={{ customerId: subscription.customer_id }}
        // The link covers its whole row, which is then one large target.
        className="font-medium after:absolute after:inset-0 hover:underline"
      >
        {subscription.customer_name ?? "Guest"}
        <span className="block font-normal text-soft">
          {subscription.line_name}
          {/* Guests have no name, and are told apart by their ids. */}
          {subscription.customer_name === null && (
            <code className="max-sm:block sm:ml-2">{subscription.customer_id.slice(-12)}</code>
          )}
        </span>
      </Link>
    ),
  }),
  column.accessor("package.name", { id: "package", header: "Package", meta: { from: "sm" } }),
  column.accessor("status", {
    header: "Status",
    cell: ({ row: { original: subscription } }) => (
      <SubscriptionBadge status={subscription.status} />
    ),
  }),
  column.accessor("start_date", {
    header: "Started",
    meta: { from: "lg" },
    cell: ({ row: { original: subscription } }) => (
      <span className="figures whitespace-nowrap">{dayAndTime(subscription.start_date)}</span>
    ),
  }),
  column.accessor("end_date", {
    header: "Ends",
    meta: { align: "right" },
    cell: ({ row: { original: subscription } }) => <RelativeTime at={subscription.end_date} />,
  }),
]);

type StaffPage = {
  /** What its pictures are called. */
  name: string;
  path: string;
  /** Follows the link of that row of its list; the first row has number 1. */
  row?: number;
  /** What stands on it once it is whole. */
  shows: string | RegExp;
};

/** The staff's pages that are reached by an address, in the order of the menu. */
export const STAFF_PAGES: StaffPage[] = [
  { name: "dashboard", path: "/admin", shows: "Active now" },
  { name: "look-back", path: `/admin?as_of=${daysAgo(14)}`, shows: "Active then" },
  { name: "payments", path: "/admin/payments", shows: "Completed" },
  { name: "payment", path: "/admin/payments?status=COMPLETED", row: 1, shows: "Sums to zero" },
  { name: "customers", path: "/admin/customers?with_login=true", shows: /^07/ },
  {
    name: "customer",
    path: "/admin/customers?with_login=true",
    row: 1,
    shows: "Nothing was given back.",
  },
  { name: "refunds", path: "/admin/refunds", shows: "Awaits approval" },
  { name: "held", path: "/admin/holds", shows: "Released" },
  { name: "wallets", path: "/admin/wallets", shows: /^KSh/ },
  { name: "subscriptions", path: "/admin/subscriptions", shows: "Active" },
  { name: "packages", path: "/admin/packages", shows: "1 hour" },
  { name: "books", path: "/admin/ledger", shows: "In all" },
  { name: "journal", path: "/admin/ledger/journal", shows: "Sums to zero" },
  { name: "exports", path: "/admin/exports", shows: "Trial balance" },
  { name: "reconciliation", path: "/admin/reconciliation", shows: "Explain" },
  { name: "statement", path: "/admin/reconciliation", row: 1, shows: "Line by line" },
  { name: "tax-invoices", path: "/admin/tax-invoices", shows: "Issued" },
  { name: "users", path: "/admin/users", shows: "Guest" },
  { name: "inbox", path: "/admin/inbox", shows: "STK callback" },
  { name: "audit", path: "/admin/audit", shows: /^Signed over/ },
  { name: "heads", path: "/admin/audit/heads", shows: /events$/ },
  { name: "settings", path: "/admin/settings", shows: "Up to date" },
];

function daysAgo(days: number): string {
  return new Date(Date.now() - days * 86_400_000).toISOString();
}

import type { QueryClient } from "@tanstack/react-query";
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  redirect,
} from "@tanstack/react-router";
import { Crashed, NotFound } from "@/routes/fallbacks";
import { parseSearch, stringifySearch, textParameters } from "@/routes/search";
import { session } from "@/services/session";

/** Every address of the staff's tree. What a page needs is fetched when it is opened. */
const root = createRootRouteWithContext<{ queries: QueryClient }>()({ component: Outlet });

const login = createRoute({
  getParentRoute: () => root,
  path: "/login",
  validateSearch: textParameters("next"),
  component: lazyRouteComponent(() => import("@/routes/login"), "LoginRoute"),
});

const admin = createRoute({
  getParentRoute: () => root,
  path: "/admin",
  beforeLoad: async ({ location }) => {
    const state = await session.restore();
    if (state.status !== "signed-in") {
      throw redirect({ to: "/login", search: { next: location.href } });
    }
  },
  component: lazyRouteComponent(() => import("@/routes/_admin/layout"), "AdminLayout"),
});

const dashboard = createRoute({
  getParentRoute: () => admin,
  path: "/",
  validateSearch: textParameters("as_of", "known_at"),
  component: lazyRouteComponent(() => import("@/routes/_admin/dashboard"), "DashboardRoute"),
});

const payments = createRoute({
  getParentRoute: () => admin,
  path: "/payments",
  validateSearch: textParameters(
    "status",
    "receipt",
    "phone",
    "from",
    "to",
    "amount",
    "needs_a_look",
    "sort",
    "cursor",
  ),
  component: lazyRouteComponent(() => import("@/routes/_admin/payments"), "PaymentsRoute"),
});

const payment = createRoute({
  getParentRoute: () => admin,
  path: "/payments/$paymentId",
  component: lazyRouteComponent(() => import("@/routes/_admin/payment"), "PaymentRoute"),
});

const customers = createRoute({
  getParentRoute: () => admin,
  path: "/customers",
  validateSearch: textParameters("q", "with_login", "cursor"),
  component: lazyRouteComponent(() => import("@/routes/_admin/customers"), "CustomersRoute"),
});

const customer = createRoute({
  getParentRoute: () => admin,
  path: "/customers/$customerId",
  component: lazyRouteComponent(() => import("@/routes/_admin/customer"), "CustomerRoute"),
});

const subscriptions = createRoute({
  getParentRoute: () => admin,
  path: "/subscriptions",
  validateSearch: textParameters("status", "cursor"),
  component: lazyRouteComponent(
    () => import("@/routes/_admin/subscriptions"),
    "SubscriptionsRoute",
  ),
});

const packages = createRoute({
  getParentRoute: () => admin,
  path: "/packages",
  validateSearch: textParameters("cursor"),
  component: lazyRouteComponent(() => import("@/routes/_admin/packages"), "PackagesRoute"),
});

const users = createRoute({
  getParentRoute: () => admin,
  path: "/users",
  validateSearch: textParameters("cursor"),
  component: lazyRouteComponent(() => import("@/routes/_admin/users"), "UsersRoute"),
});

const inbox = createRoute({
  getParentRoute: () => admin,
  path: "/inbox",
  validateSearch: textParameters("state", "cursor"),
  component: lazyRouteComponent(() => import("@/routes/_admin/inbox"), "InboxRoute"),
});

const audit = createRoute({
  getParentRoute: () => admin,
  path: "/audit",
  validateSearch: textParameters(
    "aggregate_type",
    "aggregate_id",
    "event_type",
    "actor",
    "correlation_id",
    "from",
    "to",
    "cursor",
    "event",
  ),
  component: lazyRouteComponent(() => import("@/routes/_admin/audit"), "AuditRoute"),
});

const heads = createRoute({
  getParentRoute: () => admin,
  path: "/audit/heads",
  validateSearch: textParameters("cursor"),
  component: lazyRouteComponent(() => import("@/routes/_admin/heads"), "HeadsRoute"),
});

const proofs = createRoute({
  getParentRoute: () => admin,
  path: "/audit/proofs",
  validateSearch: textParameters("receipt"),
  component: lazyRouteComponent(() => import("@/routes/_admin/proofs"), "ProofsRoute"),
});

const settings = createRoute({
  getParentRoute: () => admin,
  path: "/settings",
  component: lazyRouteComponent(() => import("@/routes/_admin/settings"), "SettingsRoute"),
});

const refunds = createRoute({
  getParentRoute: () => admin,
  path: "/refunds",
  validateSearch: textParameters("stage", "cursor"),
  component: lazyRouteComponent(() => import("@/routes/_admin/refunds"), "RefundsRoute"),
});

const holds = createRoute({
  getParentRoute: () => admin,
  path: "/holds",
  validateSearch: textParameters("stage", "cursor"),
  component: lazyRouteComponent(() => import("@/routes/_admin/holds"), "HoldsRoute"),
});

const wallets = createRoute({
  getParentRoute: () => admin,
  path: "/wallets",
  validateSearch: textParameters("customer", "cursor"),
  component: lazyRouteComponent(() => import("@/routes/_admin/wallets"), "WalletsRoute"),
});

const ledger = createRoute({
  getParentRoute: () => admin,
  path: "/ledger",
  validateSearch: textParameters("day"),
  component: lazyRouteComponent(() => import("@/routes/_admin/ledger"), "LedgerRoute"),
});

const taxInvoices = createRoute({
  getParentRoute: () => admin,
  path: "/tax-invoices",
  validateSearch: textParameters("stage", "cursor"),
  component: lazyRouteComponent(() => import("@/routes/_admin/tax-invoices"), "TaxInvoicesRoute"),
});

const journal = createRoute({
  getParentRoute: () => admin,
  path: "/ledger/journal",
  validateSearch: textParameters("cursor"),
  component: lazyRouteComponent(() => import("@/routes/_admin/journal"), "JournalRoute"),
});

const exports = createRoute({
  getParentRoute: () => admin,
  path: "/exports",
  validateSearch: textParameters("month", "day"),
  component: lazyRouteComponent(() => import("@/routes/_admin/exports"), "ExportsRoute"),
});

const reconciliation = createRoute({
  getParentRoute: () => admin,
  path: "/reconciliation",
  validateSearch: textParameters("cursor", "breaks"),
  component: lazyRouteComponent(
    () => import("@/routes/_admin/reconciliation"),
    "ReconciliationRoute",
  ),
});

const statement = createRoute({
  getParentRoute: () => admin,
  path: "/reconciliation/$statementId",
  validateSearch: textParameters("cursor"),
  component: lazyRouteComponent(() => import("@/routes/_admin/statement"), "StatementRoute"),
});

const routeTree = root.addChildren([
  login,
  admin.addChildren([
    dashboard,
    payments,
    payment,
    customers,
    customer,
    subscriptions,
    packages,
    refunds,
    holds,
    wallets,
    ledger,
    journal,
    exports,
    reconciliation,
    statement,
    taxInvoices,
    users,
    inbox,
    audit,
    heads,
    proofs,
    settings,
  ]),
]);

export function createStaffRouter(queries: QueryClient) {
  return createRouter({
    routeTree,
    context: { queries },
    parseSearch,
    stringifySearch,
    defaultPreload: "intent",
    defaultPreloadStaleTime: 0,
    defaultNotFoundComponent: NotFound,
    defaultErrorComponent: Crashed,
    scrollRestoration: true,
  });
}

declare module "@tanstack/react-router" {
  interface Register {
    router: ReturnType<typeof createStaffRouter>;
  }
}

import {
  BookOpen,
  ChartColumn,
  Contact,
  Download,
  FileText,
  Inbox,
  type LucideIcon,
  Package,
  ReceiptText,
  Scale,
  ScrollText,
  Settings,
  ShieldQuestion,
  Undo2,
  Users,
  Wallet,
  Wifi,
} from "lucide-react";

export type Place = {
  to:
    | "/admin"
    | `/admin/${"payments" | "customers" | "refunds" | "holds" | "wallets" | "subscriptions" | "packages" | "ledger" | "exports" | "reconciliation" | "tax-invoices" | "users" | "inbox" | "audit" | "settings"}`;
  name: string;
  icon: LucideIcon;
  /** Undefined: all of the staff. */
  roles?: string[];
};

export const AUDITORS = ["ADMIN", "FINANCE"];

/** The main places, in the order of the menu. */
const PLACES: Place[] = [
  { to: "/admin", name: "Dashboard", icon: ChartColumn },
  { to: "/admin/payments", name: "Payments", icon: ReceiptText },
  { to: "/admin/customers", name: "Customers", icon: Contact },
  { to: "/admin/refunds", name: "Refunds", icon: Undo2, roles: AUDITORS },
  { to: "/admin/holds", name: "Held", icon: ShieldQuestion, roles: AUDITORS },
  { to: "/admin/wallets", name: "Wallets", icon: Wallet },
  { to: "/admin/subscriptions", name: "Subscriptions", icon: Wifi },
  { to: "/admin/packages", name: "Packages", icon: Package },
  { to: "/admin/ledger", name: "Books", icon: BookOpen, roles: AUDITORS },
  { to: "/admin/exports", name: "Exports", icon: Download, roles: AUDITORS },
  { to: "/admin/reconciliation", name: "Reconciliation", icon: Scale, roles: AUDITORS },
  { to: "/admin/tax-invoices", name: "Tax invoices", icon: FileText, roles: AUDITORS },
  { to: "/admin/users", name: "Users", icon: Users, roles: ["ADMIN"] },
  { to: "/admin/inbox", name: "Inbox", icon: Inbox, roles: AUDITORS },
  { to: "/admin/audit", name: "Audit", icon: ScrollText, roles: AUDITORS },
  { to: "/admin/settings", name: "Settings", icon: Settings, roles: AUDITORS },
];

export function placesFor(role: string): Place[] {
  return PLACES.filter((place) => place.roles?.includes(role) ?? true);
}

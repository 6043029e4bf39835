import { Link } from "@tanstack/react-router";
import {
  BookOpen,
  ChartColumn,
  CircleUser,
  ExternalLink,
  FileText,
  Inbox,
  LogOut,
  type LucideIcon,
  Menu as MenuIcon,
  Monitor,
  Moon,
  Package,
  ReceiptText,
  Scale,
  ScrollText,
  Settings,
  Sun,
  Undo2,
  Users,
  Wifi,
} from "lucide-react";
import { type ReactNode, useState } from "react";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Menu, MenuItem } from "@/components/ui/menu";
import { Wordmark } from "@/components/wordmark";
import { setTheme } from "@/lib/theme";
import { known, type Role } from "@/services/contract";
import { session } from "@/services/session";

type Place = {
  to:
    | "/admin"
    | `/admin/${"payments" | "refunds" | "subscriptions" | "packages" | "ledger" | "reconciliation" | "tax-invoices" | "users" | "inbox" | "audit" | "settings"}`;
  name: string;
  icon: LucideIcon;
  /** Undefined: all of the staff. */
  roles?: string[];
};

const PLACES: Place[] = [
  { to: "/admin", name: "Dashboard", icon: ChartColumn },
  { to: "/admin/payments", name: "Payments", icon: ReceiptText },
  { to: "/admin/refunds", name: "Refunds", icon: Undo2, roles: ["ADMIN", "FINANCE"] },
  { to: "/admin/subscriptions", name: "Subscriptions", icon: Wifi },
  { to: "/admin/packages", name: "Packages", icon: Package },
  { to: "/admin/ledger", name: "Books", icon: BookOpen, roles: ["ADMIN", "FINANCE"] },
  {
    to: "/admin/reconciliation",
    name: "Reconciliation",
    icon: Scale,
    roles: ["ADMIN", "FINANCE"],
  },
  {
    to: "/admin/tax-invoices",
    name: "Tax invoices",
    icon: FileText,
    roles: ["ADMIN", "FINANCE"],
  },
  { to: "/admin/users", name: "Users", icon: Users, roles: ["ADMIN"] },
  { to: "/admin/inbox", name: "Inbox", icon: Inbox, roles: ["ADMIN", "FINANCE"] },
  { to: "/admin/audit", name: "Audit", icon: ScrollText, roles: ["ADMIN", "FINANCE"] },
  { to: "/admin/settings", name: "Settings", icon: Settings, roles: ["ADMIN", "FINANCE"] },
];

export function AdminFrame({ role, children }: { role: string; children: ReactNode }) {
  const [menuOpen, setMenuOpen] = useState(false);
  const places = PLACES.filter((place) => place.roles?.includes(role) ?? true);
  return (
    <div className="lg:grid lg:grid-cols-[14rem_minmax(0,1fr)]">
      <a
        href="#content"
        className="sr-only focus:not-sr-only focus:fixed focus:top-2 focus:left-2 focus:z-50 focus:rounded-lg focus:bg-card focus:px-4 focus:py-2"
      >
        Skip to the content
      </a>
      <aside className="sticky top-0 hidden h-dvh flex-col border-line border-r bg-card px-3 py-5 lg:flex">
        <Link to="/admin" className="mb-6 rounded-md px-2">
          <Wordmark />
        </Link>
        <Places places={places} />
        <div className="mt-auto">
          <AccountMenu role={role} />
        </div>
      </aside>
      <header className="sticky top-0 z-30 flex h-14 items-center justify-between border-line border-b bg-card px-3 lg:hidden">
        <div className="flex items-center gap-1">
          <Button look="quiet" size="icon" aria-label="Menu" onClick={() => setMenuOpen(true)}>
            <MenuIcon aria-hidden />
          </Button>
          <Wordmark />
        </div>
        <AccountMenu role={role} compact />
      </header>
      <Dialog shape="menu" open={menuOpen} onOpenChange={setMenuOpen} title="Daftari">
        <Places places={places} onGo={() => setMenuOpen(false)} />
      </Dialog>
      <main id="content" tabIndex={-1} className="min-w-0 px-4 py-6 outline-none sm:px-8 lg:py-8">
        <div className="mx-auto max-w-6xl">{children}</div>
      </main>
    </div>
  );
}

function Places({ places, onGo }: { places: Place[]; onGo?: () => void }) {
  return (
    <nav aria-label="Main" className="grid gap-0.5">
      {places.map(({ to, name, icon: Icon }) => (
        <Link
          key={to}
          to={to}
          onClick={() => onGo?.()}
          activeOptions={{ exact: to === "/admin", includeSearch: false }}
          className="flex items-center gap-3 rounded-lg px-3 py-2 text-sm text-soft hover:bg-sunken hover:text-ink aria-[current=page]:bg-sunken aria-[current=page]:font-semibold aria-[current=page]:text-ink"
        >
          <Icon aria-hidden className="size-4.5" />
          {name}
        </Link>
      ))}
      <a
        href="/"
        target="_blank"
        rel="noreferrer"
        className="flex items-center gap-3 rounded-lg px-3 py-2 text-sm text-soft hover:bg-sunken hover:text-ink"
      >
        <ExternalLink aria-hidden className="size-4.5" />
        Portal
      </a>
    </nav>
  );
}

const ROLE_NAMES: Record<Role, string> = {
  ADMIN: "Admin",
  FINANCE: "Finance",
  AGENT: "Agent",
  CUSTOMER: "Customer",
  GUEST: "Guest",
};

const nameOf = (role: string) => known(ROLE_NAMES, role) ?? role;

function AccountMenu({ role, compact = false }: { role: string; compact?: boolean }) {
  return (
    <Menu
      trigger={
        <Button
          look="quiet"
          size={compact ? "icon" : "medium"}
          className={compact ? "" : "w-full justify-start px-3"}
          aria-label={compact ? `Account, ${nameOf(role)}` : undefined}
        >
          <CircleUser aria-hidden />
          {!compact && nameOf(role)}
        </Button>
      }
    >
      <MenuItem onSelect={() => setTheme("light")}>
        <Sun aria-hidden />
        Light colours
      </MenuItem>
      <MenuItem onSelect={() => setTheme("dark")}>
        <Moon aria-hidden />
        Dark colours
      </MenuItem>
      <MenuItem onSelect={() => setTheme("system")}>
        <Monitor aria-hidden />
        As the device
      </MenuItem>
      <MenuItem onSelect={() => void session.logout()}>
        <LogOut aria-hidden />
        Sign out
      </MenuItem>
    </Menu>
  );
}

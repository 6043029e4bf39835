import { Link, useRouter } from "@tanstack/react-router";
import {
  CircleUser,
  ExternalLink,
  LogOut,
  Menu as MenuIcon,
  Monitor,
  Moon,
  Sun,
} from "lucide-react";
import { type ReactNode, useEffect, useState } from "react";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Menu, MenuItem } from "@/components/ui/menu";
import { Wordmark } from "@/components/wordmark";
import { focusPage } from "@/lib/focus-page";
import { setTheme } from "@/lib/theme";
import { Find, FindButton, useFind } from "@/routes/_admin/find";
import { type Place, placesFor } from "@/routes/_admin/places";
import { known, type Role } from "@/services/contract";
import { session } from "@/services/session";

export function AdminFrame({ role, children }: { role: string; children: ReactNode }) {
  const [menuOpen, setMenuOpen] = useState(false);
  const find = useFind();
  const router = useRouter();
  useEffect(
    () =>
      router.subscribe("onRendered", ({ fromLocation, pathChanged }) => {
        // The first page of a visit leaves the focus to the browser, and other filters leave it as it is.
        if (fromLocation && pathChanged) focusPage();
      }),
    [router],
  );
  const places = placesFor(role);
  return (
    <div className="lg:grid lg:grid-cols-[14rem_minmax(0,1fr)] print:block">
      <a
        href="#content"
        className="sr-only focus:not-sr-only focus:fixed focus:top-2 focus:left-2 focus:z-50 focus:rounded-lg focus:bg-card focus:px-4 focus:py-2"
      >
        Skip to the content
      </a>
      <aside className="sticky top-0 hidden h-dvh flex-col border-line border-r bg-card px-3 py-5 lg:flex print:hidden">
        <Link to="/admin" className="mb-6 rounded-md px-2">
          <Wordmark />
        </Link>
        <FindButton onOpen={find.open} />
        {/* On a low screen the places scroll, and the account stays in sight. */}
        <div className="-mx-3 min-h-0 flex-1 overflow-y-auto px-3 py-0.5">
          <Places places={places} />
        </div>
        <div className="pt-3">
          <AccountMenu role={role} />
        </div>
      </aside>
      <header className="sticky top-0 z-30 flex h-14 items-center justify-between border-line border-b bg-card px-3 lg:hidden print:hidden">
        <div className="flex items-center gap-1">
          <Button look="quiet" size="icon" aria-label="Menu" onClick={() => setMenuOpen(true)}>
            <MenuIcon aria-hidden />
          </Button>
          <Wordmark />
        </div>
        <div className="flex items-center">
          <FindButton compact onOpen={find.open} />
          <AccountMenu role={role} compact />
        </div>
      </header>
      <Dialog shape="menu" open={menuOpen} onOpenChange={setMenuOpen} title="Daftari">
        <Places places={places} onGo={() => setMenuOpen(false)} />
      </Dialog>
      {find.opener && <Find role={role} opener={find.opener} onClose={find.close} />}
      <main
        id="content"
        tabIndex={-1}
        className="min-w-0 px-4 py-6 outline-none sm:px-8 lg:py-8 print:p-0"
      >
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
          className="flex items-center gap-3 rounded-lg px-3 py-2 text-sm lg:py-1.5 text-soft hover:bg-sunken hover:text-ink aria-[current=page]:bg-sunken aria-[current=page]:font-semibold aria-[current=page]:text-ink"
        >
          <Icon aria-hidden className="size-4.5" />
          {name}
        </Link>
      ))}
      <a
        href="/"
        target="_blank"
        rel="noreferrer"
        className="flex items-center gap-3 rounded-lg px-3 py-2 text-sm lg:py-1.5 text-soft hover:bg-sunken hover:text-ink"
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

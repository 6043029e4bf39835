import { Link } from "@tanstack/react-router";

const TABS = [
  { to: "/admin/audit", name: "Events" },
  { to: "/admin/audit/heads", name: "Signed heads" },
  { to: "/admin/audit/proofs", name: "Proof of a receipt" },
] as const;

export function AuditTabs() {
  return (
    <nav
      aria-label="Audit"
      className="mb-5 flex gap-1 overflow-x-auto border-line border-b print:hidden"
    >
      {TABS.map(({ to, name }) => (
        <Link
          key={to}
          to={to}
          activeOptions={{ exact: true, includeSearch: false }}
          className="-mb-px whitespace-nowrap border-transparent border-b-2 px-3 py-2 text-sm text-soft outline-offset-[-2px] hover:text-ink aria-[current=page]:border-brand aria-[current=page]:font-semibold aria-[current=page]:text-ink"
        >
          {name}
        </Link>
      ))}
    </nav>
  );
}

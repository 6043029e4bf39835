import { getRouteApi } from "@tanstack/react-router";
import { LedgerPage } from "@/features/ledger/ledger-page";

const route = getRouteApi("/admin/ledger");

export function LedgerRoute() {
  const filters = route.useSearch();
  const navigate = route.useNavigate();
  return <LedgerPage filters={filters} onFilters={(search) => void navigate({ search })} />;
}

import { getRouteApi } from "@tanstack/react-router";
import { JournalPage } from "@/features/ledger/journal-page";

const route = getRouteApi("/admin/ledger/journal");

export function JournalRoute() {
  const filters = route.useSearch();
  const navigate = route.useNavigate();
  return <JournalPage filters={filters} onFilters={(search) => void navigate({ search })} />;
}

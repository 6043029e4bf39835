import { getRouteApi } from "@tanstack/react-router";
import { RefundsPage } from "@/features/refunds/refunds-page";

const route = getRouteApi("/admin/refunds");

export function RefundsRoute() {
  const filters = route.useSearch();
  const navigate = route.useNavigate();
  return <RefundsPage filters={filters} onFilters={(search) => void navigate({ search })} />;
}

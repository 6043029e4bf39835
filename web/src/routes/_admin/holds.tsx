import { getRouteApi } from "@tanstack/react-router";
import { HoldsPage } from "@/features/holds/holds-page";

const route = getRouteApi("/admin/holds");

export function HoldsRoute() {
  const filters = route.useSearch();
  const navigate = route.useNavigate();
  return <HoldsPage filters={filters} onFilters={(search) => void navigate({ search })} />;
}

import { getRouteApi } from "@tanstack/react-router";
import { HeadsPage } from "@/features/audit/heads-page";

const route = getRouteApi("/admin/audit/heads");

export function HeadsRoute() {
  const filters = route.useSearch();
  const navigate = route.useNavigate();
  return <HeadsPage filters={filters} onFilters={(search) => void navigate({ search })} />;
}

import { getRouteApi } from "@tanstack/react-router";
import { InboxPage } from "@/features/audit/inbox-page";

const route = getRouteApi("/admin/inbox");

export function InboxRoute() {
  const filters = route.useSearch();
  const navigate = route.useNavigate();
  return <InboxPage filters={filters} onFilters={(search) => void navigate({ search })} />;
}

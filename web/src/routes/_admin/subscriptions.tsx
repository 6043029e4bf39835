import { getRouteApi } from "@tanstack/react-router";
import { SubscriptionsPage } from "@/features/subscriptions/subscriptions-page";

const route = getRouteApi("/admin/subscriptions");

export function SubscriptionsRoute() {
  const filters = route.useSearch();
  const navigate = route.useNavigate();
  return <SubscriptionsPage filters={filters} onFilters={(search) => void navigate({ search })} />;
}

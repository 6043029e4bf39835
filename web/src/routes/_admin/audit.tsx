import { getRouteApi } from "@tanstack/react-router";
import { EventsPage } from "@/features/audit/events-page";

const route = getRouteApi("/admin/audit");

export function AuditRoute() {
  const address = route.useSearch();
  const navigate = route.useNavigate();
  return <EventsPage address={address} onAddress={(search) => void navigate({ search })} />;
}

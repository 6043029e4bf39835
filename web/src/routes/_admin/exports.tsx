import { getRouteApi } from "@tanstack/react-router";
import { ExportsPage } from "@/features/ledger/exports-page";

const route = getRouteApi("/admin/exports");

export function ExportsRoute() {
  const asOf = route.useSearch();
  const navigate = route.useNavigate();
  return <ExportsPage asOf={asOf} onAsOf={(search) => void navigate({ search })} />;
}

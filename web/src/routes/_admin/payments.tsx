import { getRouteApi } from "@tanstack/react-router";
import { PaymentsPage } from "@/features/payments/payments-page";

const route = getRouteApi("/admin/payments");

export function PaymentsRoute() {
  const filters = route.useSearch();
  const navigate = route.useNavigate();
  return <PaymentsPage filters={filters} onFilters={(search) => void navigate({ search })} />;
}

import { getRouteApi } from "@tanstack/react-router";
import { CustomersPage } from "@/features/customers/customers-page";

const route = getRouteApi("/admin/customers");

export function CustomersRoute() {
  const filters = route.useSearch();
  const navigate = route.useNavigate();
  return <CustomersPage filters={filters} onFilters={(search) => void navigate({ search })} />;
}

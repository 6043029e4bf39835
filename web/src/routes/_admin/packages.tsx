import { getRouteApi } from "@tanstack/react-router";
import { PackagesPage } from "@/features/packages/packages-page";
import { useSession } from "@/services/session";

const route = getRouteApi("/admin/packages");

export function PackagesRoute() {
  const filters = route.useSearch();
  const navigate = route.useNavigate();
  const session = useSession();
  return (
    <PackagesPage
      filters={filters}
      onFilters={(search) => void navigate({ search })}
      mayChange={session.status === "signed-in" && session.role === "ADMIN"}
    />
  );
}

import { getRouteApi } from "@tanstack/react-router";
import { WalletsPage } from "@/features/wallets/wallets-page";
import { useSession } from "@/services/session";

const route = getRouteApi("/admin/wallets");

export function WalletsRoute() {
  const filters = route.useSearch();
  const navigate = route.useNavigate();
  const session = useSession();
  const decides =
    session.status === "signed-in" && (session.role === "ADMIN" || session.role === "FINANCE");
  return (
    <WalletsPage
      filters={filters}
      onFilters={(search) => void navigate({ search })}
      decides={decides}
    />
  );
}

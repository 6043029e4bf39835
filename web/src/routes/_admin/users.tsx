import { getRouteApi } from "@tanstack/react-router";
import { UsersPage } from "@/features/users/users-page";
import { useSession } from "@/services/session";

const route = getRouteApi("/admin/users");

export function UsersRoute() {
  const filters = route.useSearch();
  const navigate = route.useNavigate();
  const session = useSession();
  return (
    <UsersPage
      filters={filters}
      onFilters={(search) => void navigate({ search })}
      ownId={session.status === "signed-in" ? session.userId : ""}
    />
  );
}

import { getRouteApi } from "@tanstack/react-router";
import { PaymentsPage } from "@/features/payments/payments-page";
import { useSession } from "@/services/session";

const route = getRouteApi("/admin/payments");

export function PaymentsRoute() {
  const filters = route.useSearch();
  const navigate = route.useNavigate();
  const session = useSession();
  return (
    <PaymentsPage
      filters={filters}
      onFilters={(search) => void navigate({ search })}
      ownerId={session.status === "signed-in" ? session.userId : ""}
    />
  );
}

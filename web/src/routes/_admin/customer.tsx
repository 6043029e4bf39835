import { getRouteApi } from "@tanstack/react-router";
import { CustomerPage } from "@/features/customers/customer-page";
import { useSession } from "@/services/session";

const route = getRouteApi("/admin/customers/$customerId");

export function CustomerRoute() {
  const { customerId } = route.useParams();
  const session = useSession();
  const decides =
    session.status === "signed-in" && (session.role === "ADMIN" || session.role === "FINANCE");
  return <CustomerPage key={customerId} customerId={customerId} decides={decides} />;
}

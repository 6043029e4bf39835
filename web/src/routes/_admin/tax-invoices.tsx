import { getRouteApi } from "@tanstack/react-router";
import { TaxDocumentsPage } from "@/features/taxes/tax-documents-page";
import { useSession } from "@/services/session";

const route = getRouteApi("/admin/tax-invoices");

export function TaxInvoicesRoute() {
  const filters = route.useSearch();
  const navigate = route.useNavigate();
  const session = useSession();
  return (
    <TaxDocumentsPage
      filters={filters}
      isAdmin={session.status === "signed-in" && session.role === "ADMIN"}
      onFilters={(search) => void navigate({ search })}
    />
  );
}

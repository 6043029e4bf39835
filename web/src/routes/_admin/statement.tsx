import { getRouteApi } from "@tanstack/react-router";
import { StatementPage } from "@/features/reconciliation/statement-page";

const route = getRouteApi("/admin/reconciliation/$statementId");

export function StatementRoute() {
  const { statementId } = route.useParams();
  const { cursor } = route.useSearch();
  const navigate = route.useNavigate();
  return (
    <StatementPage
      key={statementId}
      id={statementId}
      cursor={cursor}
      onMove={(next) => void navigate({ search: next ? { cursor: next } : {} })}
    />
  );
}

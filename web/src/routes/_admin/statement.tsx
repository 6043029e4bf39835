import { getRouteApi } from "@tanstack/react-router";
import { StatementPage } from "@/features/reconciliation/statement-page";

const route = getRouteApi("/admin/reconciliation/$statementId");

export function StatementRoute() {
  const { statementId } = route.useParams();
  return <StatementPage key={statementId} id={statementId} />;
}

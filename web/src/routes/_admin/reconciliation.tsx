import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { useCallback } from "react";
import { ReconciliationPage } from "@/features/reconciliation/reconciliation-page";

const route = getRouteApi("/admin/reconciliation");

export function ReconciliationRoute() {
  const filters = route.useSearch();
  const navigate = route.useNavigate();
  const go = useNavigate();
  const open = useCallback(
    (statementId: string) =>
      void go({ to: "/admin/reconciliation/$statementId", params: { statementId } }),
    [go],
  );
  return (
    <ReconciliationPage
      filters={filters}
      onFilters={(search) => void navigate({ search })}
      onOpen={open}
    />
  );
}

import { getRouteApi } from "@tanstack/react-router";
import { ProofsPage } from "@/features/audit/proofs-page";

const route = getRouteApi("/admin/audit/proofs");

export function ProofsRoute() {
  const { receipt } = route.useSearch();
  const navigate = route.useNavigate();
  return (
    <ProofsPage
      key={receipt}
      receipt={receipt}
      onReceipt={(asked) => void navigate({ search: { receipt: asked } })}
    />
  );
}

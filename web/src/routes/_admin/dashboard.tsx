import { getRouteApi } from "@tanstack/react-router";
import { useCallback, useMemo } from "react";
import { DashboardPage } from "@/features/dashboard/dashboard-page";
import { addressOf, type Past, pastIn } from "@/features/dashboard/past";
import { placesFor } from "@/routes/_admin/places";
import { useSession } from "@/services/session";

const route = getRouteApi("/admin/");

export function DashboardRoute() {
  const { as_of, known_at } = route.useSearch();
  const navigate = route.useNavigate();
  const past = useMemo(
    () => pastIn({ ...(as_of && { as_of }), ...(known_at && { known_at }) }),
    [as_of, known_at],
  );
  const goTo = useCallback(
    (moment: Past | null) => void navigate({ search: addressOf(moment), resetScroll: false }),
    [navigate],
  );
  const session = useSession();
  const role = session.status === "signed-in" ? session.role : "";
  const places = useMemo(() => new Set<string>(placesFor(role).map(({ to }) => to)), [role]);
  return <DashboardPage past={past} onPast={goTo} places={places} />;
}

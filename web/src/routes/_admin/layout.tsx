import { Outlet, useRouter } from "@tanstack/react-router";
import { useEffect } from "react";
import { Toaster } from "sonner";
import { TooltipProvider } from "@/components/ui/tooltip";
import { useTheme } from "@/lib/theme";
import { AdminFrame } from "@/routes/_admin/frame";
import { NotForCustomers } from "@/routes/_admin/not-for-customers";
import { isStaff, useSession } from "@/services/session";

export function AdminLayout() {
  const session = useSession();
  const router = useRouter();
  const { dark } = useTheme();
  const ending = session.status === "signed-out" ? session.reason : null;

  // A session may end under an open page: here, in another tab, or because a token was refused.
  // Only who did not leave on purpose is led back to where they were.
  useEffect(() => {
    if (ending === null) return;
    const search = ending === "ended" ? { next: router.state.location.href } : {};
    void router.navigate({ to: "/login", search, replace: true });
  }, [ending, router]);

  if (session.status !== "signed-in") return null;
  if (!isStaff(session)) return <NotForCustomers />;
  return (
    <TooltipProvider delayDuration={250}>
      <AdminFrame role={session.role}>
        <Outlet />
      </AdminFrame>
      <Toaster theme={dark ? "dark" : "light"} position="bottom-right" richColors />
    </TooltipProvider>
  );
}

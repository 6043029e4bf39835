import { SettingsPage } from "@/features/settings/settings-page";
import { useSession } from "@/services/session";

export function SettingsRoute() {
  const session = useSession();
  return <SettingsPage isAdmin={session.status === "signed-in" && session.role === "ADMIN"} />;
}

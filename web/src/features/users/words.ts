import { formatMsisdn } from "@/lib/msisdn";
import { known, type Role, type User } from "@/services/contract";

const ROLES: Record<Role, string> = {
  ADMIN: "Admin",
  FINANCE: "Finance",
  AGENT: "Agent",
  CUSTOMER: "Customer",
  GUEST: "Guest",
};

export function roleName(role: string): string {
  return known(ROLES, role) ?? role;
}

export function nameOf(user: User): string {
  const phone = user.phone_number ? formatMsisdn(user.phone_number) : null;
  return user.name ?? user.username ?? phone ?? "Guest";
}

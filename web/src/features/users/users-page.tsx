import { useQuery } from "@tanstack/react-query";
import { Users } from "lucide-react";
import { useMemo, useState } from "react";
import { columnsFor } from "@/components/data-table";
import { ListPage } from "@/components/list-page";
import { Msisdn } from "@/components/msisdn";
import { PageHeader } from "@/components/page-header";
import { RelativeTime } from "@/components/relative-time";
import { ActiveBadge } from "@/components/status-badge";
import { Button } from "@/components/ui/button";
import type { User } from "@/services/contract";
import { type UserFilters, usersQuery } from "./api";
import { UserDialog } from "./user-dialog";
import { nameOf, roleName } from "./words";

const column = columnsFor<User>();

function columnsWith(ownId: string, change: (user: User) => void) {
  return column.columns([
    column.accessor(nameOf, {
      id: "name",
      header: "Name",
      cell: ({ row: { original: user } }) => (
        <span>
          <span className="font-medium">{nameOf(user)}</span>
          {user.username && user.username !== nameOf(user) && (
            <span className="block text-soft">{user.username}</span>
          )}
          {user.is_guest && <code className="block text-soft">{user.id.slice(-12)}</code>}
        </span>
      ),
    }),
    column.accessor("role", {
      header: "Role",
      cell: ({ row: { original: user } }) => (user.is_guest ? "Guest" : roleName(user.role)),
    }),
    column.accessor("phone_number", {
      header: "Phone",
      meta: { from: "md" },
      cell: ({ row: { original: user } }) =>
        user.phone_number ? (
          <Msisdn number={user.phone_number} />
        ) : (
          <span className="text-soft">—</span>
        ),
    }),
    column.accessor("is_active", {
      header: "Status",
      meta: { from: "sm" },
      cell: ({ row: { original: user } }) => <ActiveBadge active={user.is_active} off="Disabled" />,
    }),
    column.accessor("created_at", {
      header: "Since",
      meta: { from: "lg" },
      cell: ({ row: { original: user } }) => <RelativeTime at={user.created_at} />,
    }),
    column.display({
      id: "actions",
      header: () => <span className="sr-only">Actions</span>,
      meta: { align: "right" },
      cell: ({ row: { original: user } }) =>
        user.is_guest || user.id === ownId ? null : (
          <Button size="small" onClick={() => change(user)} aria-label={`Change ${nameOf(user)}`}>
            Change
          </Button>
        ),
    }),
  ]);
}

type Props = {
  filters: UserFilters;
  onFilters: (filters: UserFilters) => void;
  /** Nobody changes their own role or access. */
  ownId: string;
};

export function UsersPage({ filters, onFilters, ownId }: Props) {
  const query = useQuery(usersQuery(filters));
  const [changing, setChanging] = useState<User | null>(null);
  const columns = useMemo(() => columnsWith(ownId, setChanging), [ownId]);
  return (
    <>
      <PageHeader title="Users" lead="Logins of every role, and guests who bought without one." />
      <ListPage
        noun="users"
        query={query}
        columns={columns}
        icon={Users}
        emptyText="Customers appear here when they register or buy."
        cursor={filters.cursor}
        onMove={(cursor) => onFilters(cursor ? { cursor } : {})}
      />
      {changing && <UserDialog user={changing} onClose={() => setChanging(null)} />}
    </>
  );
}

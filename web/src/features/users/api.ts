import { keepPreviousData, queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { toast } from "sonner";
import { randomId } from "@/lib/random-id";
import { api } from "@/services/client";
import type { Role, User } from "@/services/contract";
import { problemFromThrown, unwrap, unwrapRead } from "@/services/problem";

const PAGE_ROWS = 25;

export type UserFilters = { cursor?: string };

/** Roles that a login may be given; a guest is not a login. */
export const LOGIN_ROLES: Role[] = ["ADMIN", "FINANCE", "AGENT", "CUSTOMER"];

export function usersQuery(filters: UserFilters) {
  return queryOptions({
    queryKey: ["users", filters],
    queryFn: ({ signal }) =>
      unwrapRead(
        api.GET("/api/users/", { params: { query: { limit: PAGE_ROWS, ...filters } }, signal }),
      ),
    placeholderData: keepPreviousData,
  });
}

type Change = { role?: string; is_active?: boolean };

export function useChangeUser(user: User, onDone: () => void) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (change: Change) =>
      unwrap(
        api.PATCH("/api/users/{id}/", {
          params: { path: { id: user.id } },
          headers: { "Idempotency-Key": randomId() },
          body: change,
        }),
      ),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ["users"] });
      toast.success(`${user.username ?? user.name ?? "The user"} was changed.`);
      onDone();
    },
    onError: (thrown) => toast.error(problemFromThrown(thrown).message),
  });
}

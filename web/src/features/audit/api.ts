import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { isUuid } from "@/lib/uuid";
import { api } from "@/services/client";
import { Problem, unwrapRead } from "@/services/problem";

const PAGE_ROWS = 25;
const REFRESH_MS = 10_000;

export type InboxFilters = { state?: string; cursor?: string };

export const DELIVERY_STATES = ["PENDING", "DONE", "UNREADABLE", "REFUSED"];

export function inboxQuery(filters: InboxFilters) {
  const state = DELIVERY_STATES.find((known) => known === filters.state);
  return queryOptions({
    queryKey: ["inbox", filters],
    queryFn: ({ signal }) =>
      unwrapRead(
        api.GET("/api/audit/inbox/", {
          params: {
            query: {
              limit: PAGE_ROWS,
              ...(state && { state }),
              ...(filters.cursor && { cursor: filters.cursor }),
            },
          },
          signal,
        }),
      ),
    placeholderData: keepPreviousData,
    refetchInterval: REFRESH_MS,
  });
}

/** As they stand in the address: the names are the API's. */
export type EventFilters = {
  aggregate_type?: string;
  aggregate_id?: string;
  event_type?: string;
  actor?: string;
  correlation_id?: string;
  from?: string;
  to?: string;
  cursor?: string;
};

export function eventsQuery(filters: EventFilters) {
  return queryOptions({
    queryKey: ["audit", "events", filters],
    queryFn: ({ signal }) =>
      unwrapRead(
        api.GET("/api/audit/events/", { params: { query: toEventQuery(filters) }, signal }),
      ),
    placeholderData: keepPreviousData,
    refetchInterval: REFRESH_MS,
  });
}

export function toEventQuery(filters: EventFilters) {
  const from = positionIn(filters.from);
  const to = positionIn(filters.to);
  return {
    limit: PAGE_ROWS,
    ...(filters.aggregate_type && { aggregate_type: filters.aggregate_type }),
    ...(isUuid(filters.aggregate_id) && { aggregate_id: filters.aggregate_id }),
    ...(filters.event_type && { event_type: filters.event_type }),
    ...(filters.actor && { actor: filters.actor }),
    ...(isUuid(filters.correlation_id) && { correlation_id: filters.correlation_id }),
    ...(from !== null && { from }),
    ...(to !== null && { to }),
    ...(filters.cursor && { cursor: filters.cursor }),
  };
}

/** A position as it was typed: `24543`, `24,543`, `#24543`; null if it is none. */
export function positionIn(text: string | undefined): number | null {
  const digits = text?.replace(/[#,\s]/g, "") ?? "";
  const position = Number(digits);
  return /^\d+$/.test(digits) && Number.isSafeInteger(position) && position > 0 ? position : null;
}

export function eventQuery(position: number) {
  return queryOptions({
    queryKey: ["audit", "event", position],
    queryFn: async ({ signal }) => {
      const query = { from: position, to: position, limit: 1 };
      const page = await unwrapRead(api.GET("/api/audit/events/", { params: { query }, signal }));
      const found = page.items[0];
      if (found) return found;
      throw new Problem({
        status: 404,
        code: "event_unknown",
        detail: `No event has the position ${position} yet.`,
      });
    },
    // What is recorded never changes.
    staleTime: Number.POSITIVE_INFINITY,
  });
}

export type HeadFilters = { cursor?: string };

export function headsQuery(filters: HeadFilters) {
  return queryOptions({
    queryKey: ["audit", "heads", filters],
    queryFn: async ({ signal }) => {
      const page = await unwrapRead(
        api.GET("/api/audit/tree-heads/", {
          params: { query: { limit: PAGE_ROWS, ...filters } },
          signal,
        }),
      );
      return { ...page, items: page.items.map((head) => ({ ...head, id: String(head.size) })) };
    },
    placeholderData: keepPreviousData,
    refetchInterval: REFRESH_MS,
  });
}

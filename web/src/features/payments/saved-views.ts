import { useState } from "react";
import { readJson, storage } from "@/lib/storage";
import type { PaymentFilters } from "./api";

/** Filters under a name. A page of the list is no part of them. */
export type View = { name: string; filters: PaymentFilters };

/** More than that is a list to search in, not to choose from. */
const VIEWS_MAX = 20;
export const VIEW_NAME_CHARS_MAX = 40;

/** Filters may hold a phone number, so each login has views of its own. */
const keyOf = (ownerId: string) => `daftari.payments.views.${ownerId}`;

function kept(value: unknown): View[] | null {
  if (!Array.isArray(value)) return null;
  return value.filter(
    (view): view is View =>
      typeof view?.name === "string" && typeof view.filters === "object" && view.filters !== null,
  );
}

export function useSavedViews(ownerId: string) {
  const key = keyOf(ownerId);
  const [views, setViews] = useState(() => readJson(key, kept) ?? []);
  const keep = (next: View[]) => {
    if (next.length === 0) storage.remove(key);
    else storage.set(key, JSON.stringify(next));
    setViews(next);
  };
  return {
    views,
    /** A view of the same name is replaced. */
    save: (view: View) =>
      keep([...views.filter(({ name }) => name !== view.name), view].slice(-VIEWS_MAX)),
    forget: (name: string) => keep(views.filter((view) => view.name !== name)),
  };
}

import { useQuery } from "@tanstack/react-query";
import { Wifi } from "lucide-react";
import { FilterTabs } from "@/components/filter-tabs";
import { ListPage } from "@/components/list-page";
import { PageHeader } from "@/components/page-header";
import { SUBSCRIPTION_STATUSES, type SubscriptionFilters, subscriptionsQuery } from "./api";
import { subscriptionColumns } from "./columns";

type Props = {
  filters: SubscriptionFilters;
  onFilters: (filters: SubscriptionFilters) => void;
};

export function SubscriptionsPage({ filters, onFilters }: Props) {
  const query = useQuery(subscriptionsQuery(filters));
  const chosen = filters.status ? { status: filters.status } : {};
  return (
    <>
      <PageHeader title="Subscriptions" lead="Who may be online, and until when." />
      <FilterTabs
        label="Status"
        options={SUBSCRIPTION_STATUSES}
        chosen={filters.status}
        onChoose={(status) => onFilters(status ? { status } : {})}
      />
      <ListPage
        noun="subscriptions"
        query={query}
        columns={subscriptionColumns}
        icon={Wifi}
        emptyText="A subscription begins with the first paid package."
        onClearFilters={filters.status ? () => onFilters({}) : undefined}
        cursor={filters.cursor}
        onMove={(cursor) => onFilters(cursor ? { ...chosen, cursor } : chosen)}
      />
    </>
  );
}

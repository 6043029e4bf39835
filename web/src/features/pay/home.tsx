import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { formatMoney } from "@/lib/money";
import { useNow } from "@/lib/use-now";
import { ActiveBanner } from "./active-banner";
import { activeLine, homeLine, isSoldTo, packagesQuery, visitorQuery } from "./api";
import { BoughtNotice } from "./bought-notice";
import { useBuy } from "./buy";
import { HomeLinks } from "./home-links";
import { useLanguage } from "./language";
import { LoadFailed } from "./load-failed";
import { PackageCards, PackageCardsLoading } from "./package-cards";
import { PayForm } from "./pay-form";
import { Refusal } from "./refusal";

/** The portal's first page: choose, type the number, press. */
export function Home({ preselectedId }: { preselectedId: string | null }) {
  const { words } = useLanguage();
  const now = useNow(10_000);
  const packages = useQuery(packagesQuery);
  const visitor = useQuery(visitorQuery);
  const [chosenId, setChosenId] = useState(preselectedId);
  const { buying, buy, buyFromBalance, dismiss } = useBuy();

  const offered = packages.data?.filter((item) => isSoldTo(item, visitor.data)) ?? [];
  const chosen = offered.find((item) => item.id === chosenId) ?? null;
  const active = activeLine(visitor.data, now);
  const balanceCents = visitor.data?.wallet_balance_cents ?? 0;

  function pay(phone: string) {
    if (!chosen) return;
    const line = chosen.sold_at === "HOME" ? homeLine(visitor.data) : null;
    void buy({
      packageId: chosen.id,
      packageName: chosen.name,
      phone,
      accountNumber: line?.account_number ?? null,
      lineId: line?.id ?? null,
    });
  }

  return (
    <>
      <title>{`${words.home.documentTitle} · Daftari`}</title>
      {active && <ActiveBanner line={active} />}
      <div className="grid grid-cols-1 gap-6 lg:grid-cols-[minmax(0,1fr)_21rem] lg:gap-8">
        <section>
          <h1 className="font-bold text-3xl tracking-tight">
            {active ? words.home.addTitle : words.home.title}
          </h1>
          <p className="mt-1 text-soft">{active ? words.home.addLead : words.home.lead}</p>
          <HomeLinks isRecognised={visitor.data != null} />
          {packages.isPending && <PackageCardsLoading />}
          {packages.isError && (
            <LoadFailed
              what={words.home.packagesFailed}
              thrown={packages.error}
              onRetry={() => void packages.refetch()}
            />
          )}
          {packages.isSuccess && offered.length === 0 && (
            <p className="rounded-xl border border-line bg-card p-5 text-soft">
              {words.home.noPackages}
            </p>
          )}
          <PackageCards
            packages={offered}
            chosenId={chosenId}
            onChoose={(id) => {
              setChosenId(id);
              dismiss();
            }}
          />
        </section>
        <aside className="sticky bottom-0 -mx-4 self-start border-line border-t bg-card px-4 pt-4 pb-[max(1rem,env(safe-area-inset-bottom))] shadow-card sm:mx-0 sm:rounded-xl sm:border sm:p-5 lg:top-6 lg:bottom-auto">
          {balanceCents > 0 && (
            <p className="figures mb-3 font-medium text-good text-sm">
              {words.active.balance(formatMoney(balanceCents))}
            </p>
          )}
          <PayForm chosen={chosen} buying={buying} onPay={pay} onChange={dismiss}>
            {buying.step === "refused" && (
              <Refusal
                problem={buying.problem}
                order={buying.order}
                onForce={() => void buy(buying.order, true)}
                onUseBalance={() => void buyFromBalance(buying.order)}
                onDismiss={dismiss}
              />
            )}
            {buying.step === "bought" && <BoughtNotice endDate={buying.endDate} />}
          </PayForm>
        </aside>
      </div>
    </>
  );
}

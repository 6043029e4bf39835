import { useEffect, useRef } from "react";
import { Link, Route, Switch, useLocation, useSearchParams } from "wouter";
import { Wordmark } from "@/components/wordmark";
import { HistoryPage } from "@/features/pay/history-page";
import { Home } from "@/features/pay/home";
import { NoSuchPage } from "@/features/pay/no-such-page";
import { PaidPage } from "@/features/pay/paid-page";
import { PaymentPage } from "@/features/pay/payment-page";
import { PortalFrame } from "@/features/pay/portal-frame";
import { focusPage } from "@/lib/focus-page";

/** The customer's addresses. */
export function PortalApp() {
  const [path] = useLocation();

  const shown = useRef(path);
  useEffect(() => {
    if (path === shown.current) return;
    shown.current = path;
    window.scrollTo(0, 0);
    focusPage();
  }, [path]);

  return (
    <PortalFrame
      home={
        <Link href="/" className="rounded-md">
          <Wordmark />
        </Link>
      }
    >
      <Switch>
        <Route path="/" component={HomeRoute} />
        <Route path="/pay/:paymentId">
          {({ paymentId }) => <PaymentPage key={paymentId} paymentId={paymentId} />}
        </Route>
        <Route path="/history" component={HistoryPage} />
        <Route path="/paid" component={PaidRoute} />
        <Route component={NoSuchPage} />
      </Switch>
    </PortalFrame>
  );
}

function PaidRoute() {
  const [search] = useSearchParams();
  return <PaidPage paymentId={search.get("payment")} />;
}

function HomeRoute() {
  const [search] = useSearchParams();
  return <Home preselectedId={search.get("package")} />;
}

import { useEffect } from "react";
import { Link, Route, Switch, useLocation, useSearchParams } from "wouter";
import { Wordmark } from "@/components/wordmark";
import { Home } from "@/features/pay/home";
import { NoSuchPage } from "@/features/pay/no-such-page";
import { PaymentPage } from "@/features/pay/payment-page";
import { PortalFrame } from "@/features/pay/portal-frame";

/** The customer's addresses. */
export function PortalApp() {
  const [path] = useLocation();

  useEffect(() => {
    if (path) window.scrollTo(0, 0);
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
        <Route component={NoSuchPage} />
      </Switch>
    </PortalFrame>
  );
}

function HomeRoute() {
  const [search] = useSearchParams();
  return <Home preselectedId={search.get("package")} />;
}

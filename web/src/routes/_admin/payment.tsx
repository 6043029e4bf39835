import { getRouteApi } from "@tanstack/react-router";
import { PaymentDetailPage } from "@/features/payments/payment-detail-page";
import { useSession } from "@/services/session";

const route = getRouteApi("/admin/payments/$paymentId");

export function PaymentRoute() {
  const { paymentId } = route.useParams();
  const session = useSession();
  const decides =
    session.status === "signed-in" && (session.role === "ADMIN" || session.role === "FINANCE");
  return <PaymentDetailPage key={paymentId} paymentId={paymentId} decides={decides} />;
}

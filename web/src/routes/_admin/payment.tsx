import { getRouteApi } from "@tanstack/react-router";
import { PaymentDetailPage } from "@/features/payments/payment-detail-page";

const route = getRouteApi("/admin/payments/$paymentId");

export function PaymentRoute() {
  const { paymentId } = route.useParams();
  return <PaymentDetailPage key={paymentId} paymentId={paymentId} />;
}

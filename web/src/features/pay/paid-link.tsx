import { MessageSquareText } from "lucide-react";
import { Link } from "wouter";
import { buttonStyle } from "@/components/ui/button";
import { useLanguage } from "./language";

/** To where M-Pesa's message is looked up; of a payment, if it is about one. */
export function PaidLink({ paymentId }: { paymentId: string | null }) {
  const { words } = useLanguage();
  return (
    <div className="mb-6 grid justify-items-center">
      <Link
        href={paymentId === null ? "/paid" : `/paid?payment=${paymentId}`}
        className={buttonStyle({ look: "quiet" })}
      >
        <MessageSquareText aria-hidden />
        {words.home.paid}
      </Link>
    </div>
  );
}

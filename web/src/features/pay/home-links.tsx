import { MessageSquareText, ReceiptText } from "lucide-react";
import { Link } from "wouter";
import { useLanguage } from "./language";

const linkStyle =
  "inline-flex items-center gap-2 rounded-md py-1.5 font-medium text-brand text-sm underline-offset-4 hover:underline dark:text-good";

/** For whoever comes not to buy: they have paid, or want to see what they paid. */
export function HomeLinks({ isRecognised }: { isRecognised: boolean }) {
  const { words } = useLanguage();
  return (
    <nav aria-label={words.home.already} className="mt-1 mb-4 flex flex-wrap gap-x-6">
      <Link href="/paid" className={linkStyle}>
        <MessageSquareText aria-hidden className="size-4" />
        {words.home.paid}
      </Link>
      {isRecognised && (
        <Link href="/history" className={linkStyle}>
          <ReceiptText aria-hidden className="size-4" />
          {words.home.history}
        </Link>
      )}
    </nav>
  );
}

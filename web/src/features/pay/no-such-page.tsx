import { Link } from "wouter";
import { buttonStyle } from "@/components/ui/button";
import { useLanguage } from "./language";

export function NoSuchPage() {
  const { words } = useLanguage();
  return (
    <div className="grid justify-items-center gap-3 pt-12 text-center">
      <title>{`${words.noSuchPage.title} · Daftari`}</title>
      <h1 className="font-bold text-2xl tracking-tight">{words.noSuchPage.title}</h1>
      <p className="text-soft">{words.noSuchPage.text}</p>
      <Link href="/" className={buttonStyle({ look: "primary" })}>
        {words.pay.backToPackages}
      </Link>
    </div>
  );
}

import { Moon, Sun } from "lucide-react";
import { type ReactNode, useEffect } from "react";
import { setTheme, useTheme } from "@/lib/theme";
import { isStaff, session, useSession } from "@/services/session";
import { setLanguage, useLanguage } from "./language";

const toolStyle =
  "inline-flex h-10 items-center gap-2 rounded-lg px-3 font-medium text-sm hover:bg-sunken";

export function PortalFrame({ home, children }: { home: ReactNode; children: ReactNode }) {
  const { language, words } = useLanguage();
  const { dark } = useTheme();

  useEffect(() => {
    document.documentElement.lang = language;
  }, [language]);

  return (
    <div className="mx-auto flex min-h-dvh max-w-5xl flex-col px-4 sm:px-6">
      <header className="flex min-h-16 flex-wrap items-center justify-between gap-x-4">
        {home}
        <div className="flex items-center gap-1">
          <button
            type="button"
            className={toolStyle}
            lang={language === "en" ? "sw" : "en"}
            aria-label={words.switchLanguage}
            onClick={() => setLanguage(language === "en" ? "sw" : "en")}
          >
            {words.otherLanguage}
          </button>
          <button
            type="button"
            className={toolStyle}
            aria-label={dark ? words.lightTheme : words.darkTheme}
            onClick={() => setTheme(dark ? "light" : "dark")}
          >
            {dark ? (
              <Sun aria-hidden className="size-5" />
            ) : (
              <Moon aria-hidden className="size-5" />
            )}
          </button>
        </div>
      </header>
      <main tabIndex={-1} className="flex-1 pt-2 pb-8 outline-none sm:pt-6">
        {children}
      </main>
      <footer className="flex flex-wrap justify-between gap-x-6 gap-y-1 border-line border-t py-4 text-soft text-xs">
        <p>{words.home.footer}</p>
        <AccountLink />
      </footer>
    </div>
  );
}

const linkStyle = "rounded-sm underline underline-offset-2 hover:text-ink";

/** Buying needs no account; who has one finds the way in, or out. */
function AccountLink() {
  const { words } = useLanguage();
  const state = useSession();
  if (state.status !== "signed-in") {
    return (
      <a href="/login" className={linkStyle}>
        {words.home.staff}
      </a>
    );
  }
  if (isStaff(state)) {
    return (
      <a href="/admin" className={linkStyle}>
        {words.home.admin}
      </a>
    );
  }
  return (
    <button
      type="button"
      className={linkStyle}
      onClick={() => void session.logout().then(() => window.location.assign("/"))}
    >
      {words.home.signOut}
    </button>
  );
}

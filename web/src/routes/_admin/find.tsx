import { Search } from "lucide-react";
import { lazy, Suspense, useEffect, useState } from "react";
import { Button } from "@/components/ui/button";
import { AUDITORS, placesFor } from "@/routes/_admin/places";

// Fetched when it is first asked for: most visits never do.
const Palette = lazy(() => import("@/features/find/palette"));

const SHORTCUT = /mac|iphone|ipad/i.test(navigator.userAgent) ? "⌘ K" : "Ctrl K";

/** Whether the palette is open; Ctrl-K, or Cmd-K, opens and closes it anywhere. */
export function useFind() {
  const [isOpen, setIsOpen] = useState(false);
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== "k" || event.shiftKey || event.altKey) return;
      if (!event.ctrlKey && !event.metaKey) return;
      event.preventDefault();
      setIsOpen((open) => !open);
    };
    window.addEventListener("keydown", onKeyDown);
    return () => window.removeEventListener("keydown", onKeyDown);
  }, []);
  return { isOpen, open: () => setIsOpen(true), close: () => setIsOpen(false) };
}

export function FindButton({ compact = false, onOpen }: { compact?: boolean; onOpen: () => void }) {
  if (compact) {
    return (
      <Button look="quiet" size="icon" aria-label="Find" onClick={onOpen}>
        <Search aria-hidden />
      </Button>
    );
  }
  return (
    <button
      type="button"
      aria-keyshortcuts="Control+K Meta+K"
      onClick={onOpen}
      className="mb-4 flex h-9 items-center gap-2.5 rounded-lg border border-line-strong/60 px-3 text-sm text-soft hover:bg-sunken hover:text-ink"
    >
      <Search aria-hidden className="size-4" />
      Find
      <kbd className="ml-auto rounded border border-line px-1.5 font-sans text-xs">{SHORTCUT}</kbd>
    </button>
  );
}

export function Find({ role, onClose }: { role: string; onClose: () => void }) {
  return (
    <Suspense>
      <Palette places={placesFor(role)} isAuditor={AUDITORS.includes(role)} onClose={onClose} />
    </Suspense>
  );
}

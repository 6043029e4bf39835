import { Search } from "lucide-react";
import { lazy, Suspense, useEffect, useState } from "react";
import { Button } from "@/components/ui/button";
import { AUDITORS, placesFor } from "@/routes/_admin/places";

// Fetched when it is first asked for: most visits never do.
const fetchPalette = () => import("@/features/find/palette");
const Palette = lazy(fetchPalette);

const SHORTCUT = /mac|iphone|ipad/i.test(navigator.userAgent) ? "⌘ K" : "Ctrl K";

/** What had the focus as the palette was opened, while it is; Ctrl-K, or Cmd-K, opens and closes it anywhere. */
export function useFind() {
  const [opener, setOpener] = useState<Element | null>(null);
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      // Half of the shortcut is enough to begin to fetch what the other half opens.
      if (event.key === "Control" || event.key === "Meta") void fetchPalette().catch(ignored);
      if (event.key.toLowerCase() !== "k" || event.shiftKey || event.altKey) return;
      if (!event.ctrlKey && !event.metaKey) return;
      event.preventDefault();
      setOpener((before) => (before === null ? focused() : null));
    };
    window.addEventListener("keydown", onKeyDown);
    return () => window.removeEventListener("keydown", onKeyDown);
  }, []);
  return { opener, open: () => setOpener(focused()), close: () => setOpener(null) };
}

const focused = () => document.activeElement ?? document.body;

/** What could not be fetched ahead is fetched again when it is asked for, and told of then. */
function ignored() {
  return null;
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
      className="mb-4 flex h-9 shrink-0 items-center gap-2.5 rounded-lg border border-line-strong/60 px-3 text-sm text-soft hover:bg-sunken hover:text-ink"
    >
      <Search aria-hidden className="size-4" />
      Find
      <kbd className="ml-auto rounded border border-line px-1.5 font-sans text-xs">{SHORTCUT}</kbd>
    </button>
  );
}

type FindProps = { role: string; opener: Element; onClose: () => void };

export function Find({ role, opener, onClose }: FindProps) {
  const [early, setEarly] = useState("");
  return (
    <Suspense fallback={<Early text={early} onText={setEarly} onClose={onClose} />}>
      <Palette
        places={placesFor(role)}
        isAuditor={AUDITORS.includes(role)}
        begun={early}
        opener={opener}
        onClose={onClose}
      />
    </Suspense>
  );
}

type EarlyProps = { text: string; onText: (text: string) => void; onClose: () => void };

/** Takes what is typed until the palette has arrived: who types at once loses no letter. */
function Early({ text, onText, onClose }: EarlyProps) {
  return (
    <div className="fixed inset-0 z-50 bg-black/45">
      <div className="mx-auto mt-[min(15dvh,8rem)] flex w-[min(36rem,calc(100vw-2rem))] items-center gap-3 rounded-xl border border-line bg-card px-4 shadow-card">
        <Search aria-hidden className="size-5 shrink-0 text-soft" />
        <input
          // biome-ignore lint/a11y/noAutofocus: it opens at a key press, to be typed into.
          autoFocus
          aria-label="Find"
          autoComplete="off"
          value={text}
          onChange={(event) => onText(event.target.value)}
          onKeyDown={(event) => event.key === "Escape" && onClose()}
          className="h-13 min-w-0 flex-1 bg-transparent outline-none"
        />
      </div>
    </div>
  );
}

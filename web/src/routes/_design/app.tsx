import type { ReactNode } from "react";
import { TooltipProvider } from "@/components/ui/tooltip";
import { Wordmark } from "@/components/wordmark";
import { Controls } from "@/routes/_design/controls";
import { Data } from "@/routes/_design/data";
import { Feedback } from "@/routes/_design/feedback";
import { History } from "@/routes/_design/history";
import { Overlays } from "@/routes/_design/overlays";
import { Proofs } from "@/routes/_design/proofs";

/** Every component in every state, in both colours at once. Development serves it, at /design/. */
export default function DesignApp() {
  return (
    <TooltipProvider delayDuration={250}>
      <title>Design · Daftari</title>
      <main className="grid min-h-dvh xl:grid-cols-2">
        <Sheet theme="light" />
        <Sheet theme="dark" />
      </main>
    </TooltipProvider>
  );
}

function Sheet({ theme }: { theme: "light" | "dark" }) {
  return (
    <div data-theme={theme} className="min-w-0 bg-paper p-6 text-ink sm:p-8">
      <header className="mb-8 flex items-center justify-between gap-3">
        <Wordmark />
        <span className="text-sm text-soft">{theme}</span>
      </header>
      <Part title="Controls">
        <Controls />
      </Part>
      <Part title="Feedback">
        <Feedback />
      </Part>
      <Part title="Overlays">
        <Overlays />
      </Part>
      <Part title="Data">
        <Data />
      </Part>
      <Part title="Proofs">
        <Proofs />
      </Part>
      <Part title="History">
        <History />
      </Part>
    </div>
  );
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="mb-12">
      <h1 className="mb-4 border-line border-b pb-2 font-bold text-xl tracking-tight">{title}</h1>
      <div className="grid grid-cols-[minmax(0,1fr)] gap-6">{children}</div>
    </section>
  );
}

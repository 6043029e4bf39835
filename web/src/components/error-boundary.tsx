import { Component, type ReactNode } from "react";
import { Button } from "@/components/ui/button";

/** The last resort: a fault of ours, or code that could not be fetched. In both languages at once. */
export class ErrorBoundary extends Component<{ children: ReactNode }, { failed: boolean }> {
  override state = { failed: false };

  static getDerivedStateFromError() {
    return { failed: true };
  }

  override render() {
    if (!this.state.failed) return this.props.children;
    return (
      <main
        role="alert"
        className="mx-auto grid max-w-md justify-items-center gap-3 px-6 py-20 text-center"
      >
        <h1 className="font-bold text-2xl tracking-tight">This page could not be shown</h1>
        <p className="text-soft">Your money and your time are not affected.</p>
        <p lang="sw" className="text-soft">
          Ukurasa huu haukuweza kuonyeshwa. Pesa zako na muda wako haziathiriki.
        </p>
        <Button look="primary" onClick={() => window.location.reload()}>
          Load it again / Pakia tena
        </Button>
      </main>
    );
  }
}

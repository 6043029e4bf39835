import { type ErrorComponentProps, useRouter } from "@tanstack/react-router";
import { useCallback, useEffect } from "react";
import { Button, buttonStyle } from "@/components/ui/button";
import { Problem } from "@/services/problem";

export function NotFound() {
  return (
    <div className="mx-auto grid max-w-md justify-items-center gap-3 px-6 py-20 text-center">
      <title>Not found · Daftari</title>
      <h1 className="font-bold text-2xl tracking-tight">There is no page here</h1>
      <p className="text-soft">The address may be old or not complete.</p>
      <a href="/" className={buttonStyle({ look: "primary" })}>
        To the packages
      </a>
    </div>
  );
}

/** How long a page that could not be shown waits before it tries again by itself. */
const AGAIN_AFTER_MS = 3_000;

/** A page that could not be shown: offline while its code was fetched, or a fault of ours. */
export function Crashed({ error, reset }: ErrorComponentProps) {
  const router = useRouter();
  const passes = error instanceof Problem && error.mayRetry;
  const again = useCallback(() => {
    reset();
    void router.invalidate();
  }, [reset, router]);
  useEffect(() => {
    if (!passes) return;
    const timer = setInterval(again, AGAIN_AFTER_MS);
    window.addEventListener("online", again);
    return () => {
      clearInterval(timer);
      window.removeEventListener("online", again);
    };
  }, [passes, again]);
  const requestId = error instanceof Problem ? error.requestId : null;
  return (
    <div
      role="alert"
      className="mx-auto grid max-w-md justify-items-center gap-3 px-6 py-20 text-center"
    >
      <title>Something went wrong · Daftari</title>
      <h1 className="font-bold text-2xl tracking-tight">This page could not be shown</h1>
      <p className="text-soft">
        {explain(error)}
        {passes && " We try again by ourselves."}
      </p>
      {requestId && <p className="text-sm text-soft">Request id {requestId}</p>}
      <Button
        look="primary"
        onClick={() => {
          // A browser does not fetch again what it failed to import; the whole page must.
          if (isMissingCode(error)) return window.location.reload();
          again();
        }}
      >
        Try again
      </Button>
    </div>
  );
}

function explain(error: unknown): string {
  if (error instanceof Problem) return error.message;
  return isMissingCode(error)
    ? "Part of it could not be fetched. Check your connection."
    : "Something is wrong with it. Your money and your time are not affected.";
}

function isMissingCode(error: unknown): boolean {
  return error instanceof TypeError && /import|module|fetch/i.test(error.message);
}

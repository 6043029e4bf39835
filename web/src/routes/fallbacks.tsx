import { type ErrorComponentProps, useRouter } from "@tanstack/react-router";
import { useCallback, useEffect } from "react";
import { Button, buttonStyle } from "@/components/ui/button";
import { untilOnline } from "@/lib/until-online";
import { Problem } from "@/services/problem";
import { session } from "@/services/session";

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

/** How long it takes at first, and at most, until the server is asked again whether it is there. */
const ASK_AGAIN_MS_MIN = 3_000;
const ASK_AGAIN_MS_MAX = 30_000;

/** A page that could not be shown: offline while its code was fetched, or a fault of ours. */
export function Crashed({ error, reset }: ErrorComponentProps) {
  const router = useRouter();
  // What a page asks for is shown on the page itself; only the session is asked for before it.
  const passes = error instanceof Problem && error.mayRetry;
  const again = useCallback(() => {
    reset();
    void router.invalidate();
  }, [reset, router]);
  useEffect(() => {
    if (!passes) return;
    const shown = new AbortController();
    void untilRestored(shown.signal).then((restored) => restored && again());
    return () => shown.abort();
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

/**
 * Asks whose session it is until there is an answer; false if that is not wanted any more. The page
 * stands still meanwhile: showing it anew each time would take the focus from its button.
 */
async function untilRestored(wanted: AbortSignal): Promise<boolean> {
  let waitMs = ASK_AGAIN_MS_MIN;
  for (;;) {
    await untilOnline(waitMs, wanted);
    if (wanted.aborted) return false;
    const answered = await session.restore().then(
      () => true,
      () => false,
    );
    if (answered) return !wanted.aborted;
    waitMs = Math.min(waitMs * 2, ASK_AGAIN_MS_MAX);
  }
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

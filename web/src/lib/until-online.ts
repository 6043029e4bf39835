/** Waits for a while, or only until the browser is online again; no longer than it is wanted. */
export function untilOnline(timeMs: number, wanted: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      window.removeEventListener("online", done);
      wanted.removeEventListener("abort", done);
      resolve();
    };
    const timer = setTimeout(done, timeMs);
    window.addEventListener("online", done);
    wanted.addEventListener("abort", done);
  });
}

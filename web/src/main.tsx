import { QueryClientProvider } from "@tanstack/react-query";
import { lazy, StrictMode, Suspense, startTransition } from "react";
import { createRoot } from "react-dom/client";
import { ErrorBoundary } from "@/components/error-boundary";
import { startTheme } from "@/lib/theme";
import { PortalApp } from "@/routes/_portal/app";
import { createQueryClient } from "@/services/query-client";
import { session } from "@/services/session";
import "@/styles/app.css";

/**
 * One web, two trees. The portal is in the first download, in one piece, for a phone on a poor
 * network; the staff's tree, with its router, tables and charts, is fetched under its own
 * addresses only.
 */
const StaffApp = lazy(() => import("@/routes/_admin/app"));
// Every component in every state, for those who work on them: no part of what is shipped.
const DesignApp = import.meta.env.DEV ? lazy(() => import("@/routes/_design/app")) : null;
const isDesignAddress = /^\/design(\/|$)/.test(window.location.pathname);
const isStaffAddress = /^\/(admin|login)(\/|$)/.test(window.location.pathname);

startTheme();

const queries = createQueryClient();

// What one person saw must not be there for the next who signs in at this machine.
let wasSignedIn = false;
session.subscribe(() => {
  const { status } = session.current();
  if (status === "signed-out" && wasSignedIn) queries.clear();
  wasSignedIn = status === "signed-in";
});

const container = document.getElementById("root");
if (!container) throw new Error("index.html has no #root to render into.");

const root = createRoot(container);
// In slices: on a slow phone the first render would else hold up what a thumb does.
startTransition(() =>
  root.render(
    <StrictMode>
      <ErrorBoundary>
        <QueryClientProvider client={queries}>
          {DesignApp && isDesignAddress ? (
            <Suspense>
              <DesignApp />
            </Suspense>
          ) : isStaffAddress ? (
            <Suspense>
              <StaffApp />
            </Suspense>
          ) : (
            <PortalApp />
          )}
        </QueryClientProvider>
      </ErrorBoundary>
    </StrictMode>,
  ),
);

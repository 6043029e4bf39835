import { getRouteApi, useRouter } from "@tanstack/react-router";
import { Card } from "@/components/ui/card";
import { Wordmark } from "@/components/wordmark";
import { LoginForm } from "@/features/auth/login-form";
import { useSession } from "@/services/session";

const route = getRouteApi("/login");

export function LoginRoute() {
  const { next } = route.useSearch();
  const session = useSession();
  const router = useRouter();
  const hasEnded = session.status === "signed-out" && session.reason === "ended";

  return (
    <div className="mx-auto flex min-h-dvh max-w-sm flex-col justify-center px-4 py-10">
      <title>Sign in · Daftari</title>
      <div className="mb-6 grid justify-items-center">
        <a href="/" className="rounded-md">
          <Wordmark />
        </a>
      </div>
      <main>
        <Card className="p-6">
          <h1 className="mb-4 font-bold text-xl tracking-tight">Sign in</h1>
          {hasEnded && (
            <p role="status" className="mb-4 rounded-lg bg-info-soft p-3 text-info text-sm">
              Your session has ended. Sign in to go on.
            </p>
          )}
          <LoginForm
            onSignedIn={(role) => {
              if (role === "CUSTOMER") window.location.assign("/");
              else router.history.push(landingPage(next));
            }}
          />
        </Card>
      </main>
      <p className="mt-5 text-center text-sm text-soft">
        Buying Internet needs no login.{" "}
        <a href="/" className="text-ink underline underline-offset-2">
          To the packages
        </a>
      </p>
    </div>
  );
}

/** Only a path of our own: an address from elsewhere could send a fresh login anywhere. */
export function landingPage(next: string | undefined): string {
  return next && /^\/admin(?:[/?#]|$)/.test(next) ? next : "/admin";
}

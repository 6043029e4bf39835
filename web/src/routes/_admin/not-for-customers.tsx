import { Button, buttonStyle } from "@/components/ui/button";
import { session } from "@/services/session";

export function NotForCustomers() {
  return (
    <main className="mx-auto grid max-w-md justify-items-center gap-3 px-6 py-20 text-center">
      <title>For staff · Daftari</title>
      <h1 className="font-bold text-2xl tracking-tight">This part is for staff</h1>
      <p className="text-soft">You are signed in as a customer. Your packages are on the portal.</p>
      <div className="mt-2 flex gap-2">
        <a href="/" className={buttonStyle({ look: "primary" })}>
          To the portal
        </a>
        <Button onClick={() => void session.logout()}>Sign out</Button>
      </div>
    </main>
  );
}

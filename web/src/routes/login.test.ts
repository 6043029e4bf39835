import { expect, it } from "vitest";
import { landingPage } from "@/routes/login";

it.each(["/admin", "/admin/payments?status=PENDING", "/admin?x=1"])("leads on to %s", (next) => {
  expect(landingPage(next)).toBe(next);
});

it.each([undefined, "", "https://example.com", "//example.com/admin", "/administrator", "admin"])(
  "does not lead to %s",
  (next) => {
    expect(landingPage(next)).toBe("/admin");
  },
);

import { Link, type LinkProps } from "@tanstack/react-router";
import { ArrowLeft } from "lucide-react";

type Props = { to: NonNullable<LinkProps["to"]>; children: string };

/** The way up, above a page's heading: to the list that it is one of, or the page that it belongs to. */
export function BackLink({ to, children }: Props) {
  return (
    <Link
      to={to}
      className="mb-3 inline-flex items-center gap-1.5 rounded-sm text-sm text-soft hover:text-ink print:hidden"
    >
      <ArrowLeft aria-hidden className="size-4" />
      {children}
    </Link>
  );
}

import type { LucideIcon } from "lucide-react";
import type { ReactNode } from "react";

/** Nothing here, why that is, and the next step. */
export function EmptyState({
  icon: Icon,
  title,
  text,
  children,
}: {
  icon: LucideIcon;
  title: string;
  text: string;
  children?: ReactNode;
}) {
  return (
    <div className="grid justify-items-center gap-2 px-6 py-14 text-center">
      <Icon aria-hidden className="size-9 text-line-strong" />
      <p className="font-semibold">{title}</p>
      <p className="max-w-sm text-sm text-soft">{text}</p>
      {children && <div className="mt-2">{children}</div>}
    </div>
  );
}

import type { ReactNode } from "react";

export function PageHeader({
  title,
  lead,
  children,
}: {
  title: string;
  lead?: string;
  children?: ReactNode;
}) {
  return (
    <header className="mb-5 flex flex-wrap items-end justify-between gap-3">
      <title>{`${title} · Daftari`}</title>
      <div>
        <h1 tabIndex={-1} className="font-bold text-2xl tracking-tight outline-none">
          {title}
        </h1>
        {lead && <p className="text-sm text-soft">{lead}</p>}
      </div>
      {children}
    </header>
  );
}

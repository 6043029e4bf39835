import type { ReactNode } from "react";

/** One component, its name, and its states side by side. */
export function Specimen({
  name,
  stacked = false,
  children,
}: {
  name: string;
  stacked?: boolean;
  children: ReactNode;
}) {
  return (
    <section>
      <h2 className="mb-2 font-mono text-soft text-xs">{name}</h2>
      <div
        className={
          stacked ? "grid grid-cols-[minmax(0,1fr)] gap-4" : "flex flex-wrap items-center gap-3"
        }
      >
        {children}
      </div>
    </section>
  );
}

import type { ComponentProps } from "react";
import { cx } from "@/lib/cx";

export function Card({ className, ...rest }: ComponentProps<"section">) {
  return (
    <section
      className={cx("rounded-xl border border-line bg-card shadow-card", className)}
      {...rest}
    />
  );
}

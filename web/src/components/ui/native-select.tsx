import { ChevronDown } from "lucide-react";
import type { ComponentProps } from "react";
import { inputStyle } from "@/components/ui/field";

/** The device's own list: on a phone it is better than anything drawn. */
export function NativeSelect({ className = "", ...rest }: ComponentProps<"select">) {
  return (
    <span className={`relative block ${className}`}>
      <select className={`${inputStyle} appearance-none pr-9`} {...rest} />
      <ChevronDown
        aria-hidden
        className="pointer-events-none absolute top-1/2 right-3 size-4 -translate-y-1/2 text-soft"
      />
    </span>
  );
}

import { cva, type VariantProps } from "class-variance-authority";
import type { ComponentProps } from "react";

export const buttonStyle = cva(
  "inline-flex select-none print:hidden items-center justify-center gap-2 whitespace-nowrap rounded-lg font-semibold transition-colors disabled:cursor-not-allowed disabled:opacity-60 aria-disabled:cursor-not-allowed aria-disabled:opacity-60 [&_svg]:shrink-0",
  {
    variants: {
      look: {
        primary: "bg-brand text-on-brand enabled:hover:bg-brand-hover",
        plain: "border border-line-strong/60 bg-card text-ink enabled:hover:bg-sunken",
        quiet: "text-ink enabled:hover:bg-sunken",
        danger: "border border-bad bg-card text-bad enabled:hover:bg-bad-soft",
      },
      size: {
        small: "h-8 px-2.5 text-sm [&_svg]:size-4",
        medium: "h-10 px-4 text-sm [&_svg]:size-4",
        large: "h-13 px-5 text-base [&_svg]:size-5",
        icon: "size-10 [&_svg]:size-5",
      },
    },
    defaultVariants: { look: "plain", size: "medium" },
  },
);

type Props = ComponentProps<"button"> & VariantProps<typeof buttonStyle>;

export function Button({ look, size, className, type = "button", ...rest }: Props) {
  return <button type={type} className={buttonStyle({ look, size, className })} {...rest} />;
}

import { Check } from "lucide-react";
import { DropdownMenu as Radix } from "radix-ui";
import type { ReactNode } from "react";

export function Menu({ trigger, children }: { trigger: ReactNode; children: ReactNode }) {
  return (
    <Radix.Root>
      <Radix.Trigger asChild>{trigger}</Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          align="end"
          sideOffset={6}
          className="z-50 min-w-44 animate-arrive rounded-lg border border-line bg-card p-1 shadow-card"
        >
          {children}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

export function MenuItem({ onSelect, children }: { onSelect: () => void; children: ReactNode }) {
  return (
    <Radix.Item
      onSelect={onSelect}
      className="flex cursor-pointer items-center gap-2.5 rounded-md px-2.5 py-2 text-sm outline-none data-highlighted:bg-sunken [&_svg]:size-4 [&_svg]:text-soft"
    >
      {children}
    </Radix.Item>
  );
}

type CheckboxProps = {
  checked: boolean;
  disabled?: boolean;
  onChange: (checked: boolean) => void;
  children: ReactNode;
};

/** One of several: the menu stays open while they are chosen. */
export function MenuCheckbox({ checked, disabled = false, onChange, children }: CheckboxProps) {
  return (
    <Radix.CheckboxItem
      checked={checked}
      disabled={disabled}
      onCheckedChange={onChange}
      onSelect={(event) => event.preventDefault()}
      className="flex cursor-pointer items-center gap-2.5 rounded-md px-2.5 py-2 text-sm outline-none data-disabled:cursor-default data-highlighted:bg-sunken data-disabled:text-soft"
    >
      <span
        className="grid size-4 place-items-center rounded border border-line-strong data-[on=true]:border-brand data-[on=true]:bg-brand data-[on=true]:text-on-brand"
        data-on={checked}
      >
        {checked && <Check aria-hidden className="size-3" />}
      </span>
      {children}
    </Radix.CheckboxItem>
  );
}

export function MenuLine() {
  return <Radix.Separator className="my-1 h-px bg-line" />;
}

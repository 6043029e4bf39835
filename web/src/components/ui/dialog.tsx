import { X } from "lucide-react";
import { Dialog as Radix } from "radix-ui";
import { type ReactNode, useRef } from "react";
import { Button } from "@/components/ui/button";

type Props = {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  title: string;
  description?: string;
  /** A drawer comes in from the side and is tall: for reading. A dialog stands in the middle. */
  shape?: "dialog" | "drawer" | "menu";
  children: ReactNode;
};

const SHAPES = {
  dialog:
    "top-1/2 left-1/2 max-h-[90dvh] w-[min(30rem,calc(100vw-2rem))] -translate-x-1/2 -translate-y-1/2 rounded-xl border",
  drawer: "inset-y-0 right-0 w-[min(44rem,100vw)] border-l",
  menu: "inset-y-0 left-0 w-[min(18rem,85vw)] border-r",
};

export function Dialog({
  open,
  onOpenChange,
  title,
  description,
  shape = "dialog",
  children,
}: Props) {
  const opener = useRef<Element | null>(null);
  return (
    <Radix.Root open={open} onOpenChange={onOpenChange}>
      <Radix.Portal>
        <Radix.Overlay className="fixed inset-0 z-40 bg-black/45" />
        <Radix.Content
          onOpenAutoFocus={(event) => {
            opener.current = document.activeElement;
            focusFirstField(event);
          }}
          onCloseAutoFocus={(event) => giveFocusBack(event, opener.current)}
          className={`fixed z-50 flex animate-arrive flex-col border-line bg-card shadow-card ${SHAPES[shape]}`}
          {...(description === undefined && { "aria-describedby": undefined })}
        >
          <header className="flex items-start justify-between gap-4 border-line border-b px-5 py-4">
            <div>
              <Radix.Title className="font-semibold text-lg leading-snug">{title}</Radix.Title>
              {description !== undefined && (
                <Radix.Description className="text-sm text-soft">{description}</Radix.Description>
              )}
            </div>
            <Radix.Close asChild>
              <Button look="quiet" size="icon" aria-label="Close" className="-mt-1 -mr-2">
                <X aria-hidden />
              </Button>
            </Radix.Close>
          </header>
          <div className="min-h-0 flex-1 overflow-y-auto p-5">{children}</div>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

/** To whatever opened the dialog: by itself, Radix gives it back to triggers of its own only. */
export function giveFocusBack(event: Event, opener: Element | null) {
  event.preventDefault();
  if (opener instanceof HTMLElement) opener.focus();
}

/** Who opens a form wants to fill it in; by itself, the button that closes it would come first. */
function focusFirstField(event: Event) {
  if (!(event.currentTarget instanceof HTMLElement)) return;
  const field = event.currentTarget.querySelector<HTMLElement>("form :is(input, select, textarea)");
  if (!field) return;
  event.preventDefault();
  field.focus();
}

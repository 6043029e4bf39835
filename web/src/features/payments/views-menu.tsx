import { Bookmark, BookmarkPlus, Trash2 } from "lucide-react";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Field, inputStyle } from "@/components/ui/field";
import { Menu, MenuItem, MenuLine } from "@/components/ui/menu";
import type { PaymentFilters } from "./api";
import { useSavedViews, VIEW_NAME_CHARS_MAX, type View } from "./saved-views";

type Props = {
  /** The filters that are on, without the page of the list. */
  filters: PaymentFilters;
  onOpen: (filters: PaymentFilters) => void;
  ownerId: string;
};

/** Filters that are needed again, under names. */
export function ViewsMenu({ filters, onOpen, ownerId }: Props) {
  const { views, save, forget } = useSavedViews(ownerId);
  const [isKeeping, setIsKeeping] = useState(false);
  return (
    <>
      <Menu
        trigger={
          <Button>
            <Bookmark aria-hidden />
            Views
          </Button>
        }
      >
        {views.map((view) => (
          <MenuItem key={view.name} onSelect={() => onOpen(view.filters)}>
            <Bookmark aria-hidden />
            {view.name}
          </MenuItem>
        ))}
        {views.length > 0 && <MenuLine />}
        <MenuItem onSelect={() => setIsKeeping(true)}>
          <BookmarkPlus aria-hidden />
          {views.length > 0 ? "Save or remove views" : "Save these filters"}
        </MenuItem>
      </Menu>
      {isKeeping && (
        <KeepDialog
          filters={filters}
          views={views}
          onSave={(view) => {
            save(view);
            setIsKeeping(false);
          }}
          onForget={forget}
          onClose={() => setIsKeeping(false)}
        />
      )}
    </>
  );
}

type KeepProps = {
  filters: PaymentFilters;
  views: View[];
  onSave: (view: View) => void;
  onForget: (name: string) => void;
  onClose: () => void;
};

function KeepDialog({ filters, views, onSave, onForget, onClose }: KeepProps) {
  const [typed, setTyped] = useState("");
  const name = typed.trim();
  const isEmpty = Object.keys(filters).length === 0;
  const replaces = views.some((view) => view.name === name);
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title="Views of payments"
      description="They are kept in this browser, for your login."
    >
      <form
        className="grid gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          onSave({ name, filters });
        }}
      >
        {isEmpty ? (
          <p className="text-sm text-soft">No filter is on: set some first, then save them here.</p>
        ) : (
          <Field
            label="Name for the filters that are on"
            {...(replaces && { hint: "It replaces the view of that name." })}
          >
            {(wiring) => (
              <input
                {...wiring}
                className={inputStyle}
                maxLength={VIEW_NAME_CHARS_MAX}
                value={typed}
                onChange={(event) => setTyped(event.target.value)}
              />
            )}
          </Field>
        )}
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>Close</Button>
          <Button type="submit" look="primary" disabled={name === "" || isEmpty}>
            Save the view
          </Button>
        </div>
      </form>
      {views.length > 0 && (
        <ul aria-label="Saved views" className="mt-4 divide-y divide-line border-line border-t">
          {views.map((view) => (
            <li key={view.name} className="flex items-center justify-between gap-3 py-2 text-sm">
              <span className="min-w-0 truncate">{view.name}</span>
              <Button
                size="small"
                look="quiet"
                aria-label={`Remove ${view.name}`}
                onClick={() => onForget(view.name)}
              >
                <Trash2 aria-hidden />
              </Button>
            </li>
          ))}
        </ul>
      )}
    </Dialog>
  );
}

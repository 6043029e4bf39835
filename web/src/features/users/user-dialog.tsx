import { useState } from "react";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { NativeSelect } from "@/components/ui/native-select";
import { Spinner } from "@/components/ui/spinner";
import type { User } from "@/services/contract";
import { LOGIN_ROLES, useChangeUser } from "./api";
import { nameOf, roleName } from "./words";

export function UserDialog({ user, onClose }: { user: User; onClose: () => void }) {
  const [role, setRole] = useState(user.role);
  const [active, setActive] = useState(user.is_active);
  const change = useChangeUser(user, onClose);
  const changes = {
    ...(role !== user.role && { role }),
    ...(active !== user.is_active && { is_active: active }),
  };
  const nothingChanged = Object.keys(changes).length === 0;

  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={nameOf(user)}
      description="What this login may do."
    >
      <form
        className="grid gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          change.mutate(changes);
        }}
      >
        <Field label="Role">
          {(wiring) => (
            <NativeSelect
              {...wiring}
              value={role}
              onChange={(event) => setRole(event.target.value)}
            >
              {LOGIN_ROLES.map((option) => (
                <option key={option} value={option}>
                  {roleName(option)}
                </option>
              ))}
            </NativeSelect>
          )}
        </Field>
        <label className="flex items-center gap-2.5 text-sm">
          <input
            type="checkbox"
            className="size-4 accent-[var(--brand)]"
            checked={active}
            onChange={(event) => setActive(event.target.checked)}
          />
          May sign in
        </label>
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" look="primary" disabled={nothingChanged || change.isPending}>
            {change.isPending && <Spinner />}
            Save
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

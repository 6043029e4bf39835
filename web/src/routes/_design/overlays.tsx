import { Moon, Sun } from "lucide-react";
import { useState } from "react";
import { PayOutDialog } from "@/components/pay-out-dialog";
import { ReasonDialog } from "@/components/reason-dialog";
import { StatementDialog } from "@/components/statement-dialog";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Menu, MenuCheckbox, MenuItem, MenuLine } from "@/components/ui/menu";
import { Tooltip } from "@/components/ui/tooltip";
import { setTheme } from "@/lib/theme";
import { Specimen } from "@/routes/_design/specimen";
import { Problem } from "@/services/problem";
import { aWallet } from "@/test/builders";

const REFUSAL = new Problem({
  status: 409,
  code: "projection_not_stopped",
  detail: "payments has gone on by itself",
});

type Opened =
  | "dialog"
  | "drawer"
  | "menu"
  | "reason"
  | "refused"
  | "pending"
  | "payout"
  | "statement"
  | null;

/** What opens above the page has the page's own colours, which the menu chooses. */
export function Overlays() {
  const [opened, setOpened] = useState<Opened>(null);
  const [checked, setChecked] = useState(true);
  const close = () => setOpened(null);
  return (
    <>
      <Specimen name="ui/dialog">
        {(["dialog", "drawer", "menu"] as const).map((shape) => (
          <Button key={shape} onClick={() => setOpened(shape)}>
            {shape}
          </Button>
        ))}
      </Specimen>
      <Specimen name="reason-dialog">
        {(["reason", "refused", "pending"] as const).map((state) => (
          <Button key={state} onClick={() => setOpened(state)}>
            {state}
          </Button>
        ))}
      </Specimen>
      <Specimen name="pay-out-dialog, statement-dialog">
        {(["payout", "statement"] as const).map((dialog) => (
          <Button key={dialog} onClick={() => setOpened(dialog)}>
            {dialog}
          </Button>
        ))}
      </Specimen>
      <Specimen name="ui/menu, ui/tooltip">
        <Menu trigger={<Button>Menu</Button>}>
          <MenuItem onSelect={() => setTheme("light")}>
            <Sun aria-hidden />
            Light colours
          </MenuItem>
          <MenuItem onSelect={() => setTheme("dark")}>
            <Moon aria-hidden />
            Dark colours
          </MenuItem>
          <MenuLine />
          <MenuCheckbox checked={checked} onChange={setChecked}>
            Chosen or not
          </MenuCheckbox>
          <MenuCheckbox checked disabled onChange={setChecked}>
            Always chosen
          </MenuCheckbox>
        </Menu>
        <Tooltip text="Mon, 23 Nov 2026, 18:42:07 EAT">
          <Button>Hover, or focus</Button>
        </Tooltip>
      </Specimen>
      {(opened === "dialog" || opened === "drawer" || opened === "menu") && (
        <Dialog
          open
          onOpenChange={close}
          shape={opened}
          title={`A ${opened}`}
          description="What it is about, in a sentence."
        >
          <p className="text-sm">Its contents scroll, while its head stands.</p>
        </Dialog>
      )}
      {opened === "payout" && <PayOutDialog wallet={aWallet()} onClose={close} />}
      {opened === "statement" && <StatementDialog wallet={aWallet()} onClose={close} />}
      {(opened === "reason" || opened === "refused" || opened === "pending") && (
        <ReasonDialog
          title="Leave event 24,501 out of payments?"
          description="It goes on without it, for good."
          label="Why it is left out"
          action="Leave it out"
          danger
          pending={opened === "pending"}
          refusal={opened === "refused" ? REFUSAL : null}
          onDo={close}
          onClose={close}
        />
      )}
    </>
  );
}

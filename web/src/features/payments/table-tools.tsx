import { Columns3, Download, RotateCcw } from "lucide-react";
import { Button } from "@/components/ui/button";
import { Menu, MenuCheckbox, MenuItem, MenuLine } from "@/components/ui/menu";
import { toCsv } from "@/lib/csv";
import { saveFile } from "@/lib/save-file";
import { nairobiDay } from "@/lib/time";
import type { Payment } from "@/services/contract";
import { SHOWN_COLUMNS, type useChosenColumns } from "./shown-columns";

export function ColumnsMenu({ columns }: { columns: ReturnType<typeof useChosenColumns> }) {
  const { chosen, shown, choose, reset, mayHide } = columns;
  return (
    <Menu
      trigger={
        <Button>
          <Columns3 aria-hidden />
          Columns
        </Button>
      }
    >
      {SHOWN_COLUMNS.map(({ id, name }) => (
        <MenuCheckbox
          key={id}
          checked={shown.includes(id)}
          disabled={!mayHide(id)}
          onChange={(isShown) => choose(id, isShown)}
        >
          {name}
        </MenuCheckbox>
      ))}
      {chosen !== null && (
        <>
          <MenuLine />
          <MenuItem onSelect={reset}>
            <RotateCcw aria-hidden />
            As they were
          </MenuItem>
        </>
      )}
    </Menu>
  );
}

type CsvProps = { rows: Payment[] | undefined; shown: string[] };

/** What is on the screen, row by row and column by column: no more is fetched. */
export function CsvButton({ rows = [], shown }: CsvProps) {
  const columns = SHOWN_COLUMNS.filter(({ id }) => shown.includes(id));
  return (
    <Button
      disabled={rows.length === 0}
      title="Saves the rows and columns that are shown"
      onClick={() =>
        saveFile(
          toCsv([
            ["Payment", ...columns.map(({ name, unit }) => (unit ? `${name}, ${unit}` : name))],
            ...rows.map((payment) => [payment.id, ...columns.map(({ cell }) => cell(payment))]),
          ]),
          `payments-${nairobiDay(new Date())}.csv`,
        )
      }
    >
      <Download aria-hidden />
      CSV
    </Button>
  );
}

import { ChevronRight, ChevronsLeft } from "lucide-react";
import { Button } from "@/components/ui/button";

type Props = {
  /** What leads to the first page and to the next: `Newest` and `Older` where nobody says. */
  names?: { first: string; next: string } | undefined;
  cursor: string | undefined;
  nextCursor: string | null | undefined;
  onMove: (cursor: string | undefined) => void;
};

const BY_TIME = { first: "Newest", next: "Older" };

/** Cursors only lead on; the browser's own Back leads back, since each page has its address. */
export function Pager({ names = BY_TIME, cursor, nextCursor, onMove }: Props) {
  if (!cursor && !nextCursor) return null;
  return (
    <nav
      aria-label="Pages"
      className="flex items-center justify-between border-line border-t px-4 py-2.5 print:hidden"
    >
      <Button size="small" look="quiet" disabled={!cursor} onClick={() => onMove(undefined)}>
        <ChevronsLeft aria-hidden />
        {names.first}
      </Button>
      <Button
        size="small"
        look="quiet"
        disabled={!nextCursor}
        onClick={() => onMove(nextCursor ?? undefined)}
      >
        {names.next}
        <ChevronRight aria-hidden />
      </Button>
    </nav>
  );
}

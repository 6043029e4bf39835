import { useState } from "react";
import { shillingsCell } from "@/lib/csv";
import { sentenceCase } from "@/lib/sentence-case";
import { readJson, storage } from "@/lib/storage";
import type { Payment } from "@/services/contract";

type Shown = {
  id: string;
  name: string;
  /** Of its cells in a file, where the name leaves it open. */
  unit?: string;
  /** Whether it is shown where nobody has chosen. */
  byItself: boolean;
  /** Its cells in a file: times in UTC, money as shillings to the cent. */
  cell: (payment: Payment) => string;
};

/** In the order of the table. The first leads to the payment's page, so it is always shown. */
export const SHOWN_COLUMNS: Shown[] = [
  {
    id: "payer",
    name: "Payer",
    byItself: true,
    cell: (payment) =>
      [payment.customer_name ?? payment.payer_name, payment.phone_number ?? payment.payer_handle]
        .filter((part) => part !== null)
        .join(" "),
  },
  {
    id: "package",
    name: "Package",
    byItself: true,
    cell: (payment) => payment.package?.name ?? "",
  },
  {
    id: "receipt",
    name: "Receipt",
    byItself: true,
    cell: (payment) => payment.mpesa_receipt_number ?? "",
  },
  {
    id: "account",
    name: "Account",
    byItself: false,
    cell: (payment) => payment.account_reference ?? "",
  },
  { id: "road", name: "Road", byItself: false, cell: (payment) => roadName(payment.road) },
  { id: "status", name: "Status", byItself: true, cell: (payment) => payment.status },
  { id: "started", name: "Started", byItself: true, cell: (payment) => payment.initiated_at },
  {
    id: "completed",
    name: "Completed",
    byItself: false,
    cell: (payment) => payment.completed_at ?? "",
  },
  {
    id: "asked",
    name: "Asked",
    unit: "KSh",
    byItself: false,
    cell: (payment) => shillingsCell(payment.amount_cents),
  },
  {
    id: "amount",
    name: "Amount",
    unit: "KSh",
    byItself: true,
    cell: (payment) => shillingsCell(payment.amount_paid_cents ?? payment.amount_cents),
  },
];

const BY_THEMSELVES = SHOWN_COLUMNS.filter(({ byItself }) => byItself).map(({ id }) => id);
const ALWAYS = "payer";
const KEY = "daftari.payments.columns";

export function roadName(road: string): string {
  if (road === "STK") return "Prompt";
  return road === "C2B" ? "By hand" : sentenceCase(road);
}

/** What this browser keeps, if it is a list of columns that there are. */
function kept(value: unknown): string[] | null {
  if (!Array.isArray(value)) return null;
  const known = SHOWN_COLUMNS.map(({ id }) => id).filter((id) => value.includes(id));
  return known.includes(ALWAYS) ? known : null;
}

/** The columns that somebody chose at this browser; null while nobody has. */
export function useChosenColumns() {
  const [chosen, setChosen] = useState(() => readJson(KEY, kept));
  const shown = chosen ?? BY_THEMSELVES;
  const choose = (id: string, isShown: boolean) => {
    const next = SHOWN_COLUMNS.map((column) => column.id).filter((other) =>
      other === id ? isShown : shown.includes(other),
    );
    storage.set(KEY, JSON.stringify(next));
    setChosen(next);
  };
  const reset = () => {
    storage.remove(KEY);
    setChosen(null);
  };
  return { chosen, shown, choose, reset, mayHide: (id: string) => id !== ALWAYS };
}

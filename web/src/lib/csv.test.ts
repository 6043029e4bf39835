import { expect, it } from "vitest";
import { shillingsCell, toCsv } from "@/lib/csv";

const textOf = async (rows: string[][]) =>
  new TextDecoder("utf-8", { ignoreBOM: true }).decode(await toCsv(rows).arrayBuffer());

it("quotes what would break a row, and ends each row", async () => {
  expect(
    await textOf([
      ["a", 'say "hi", now'],
      ["", "two\nlines"],
    ]),
  ).toBe('\uFEFFa,"say ""hi"", now"\r\n,"two\nlines"\r\n');
});

it("never gives a spreadsheet a formula, and leaves numbers alone", async () => {
  expect(await textOf([["=HYPERLINK(1)", "+254", "@x", "-30.00", "-x"]])).toBe(
    "\uFEFF'=HYPERLINK(1),'+254,'@x,-30.00,'-x\r\n",
  );
});

it("writes shillings to the cent", () => {
  expect(shillingsCell(125_005)).toBe("1250.05");
  expect(shillingsCell(-5)).toBe("-0.05");
  expect(shillingsCell(null)).toBe("");
});

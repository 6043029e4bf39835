import { describe, expect, it } from "vitest";
import { receiptIn } from "./mpesa-message";

const RECEIPT = "UKN5AAAAA1";
const ENGLISH = `${RECEIPT} Confirmed. Ksh50.00 sent to MTAA WIFI for account P1X2Y3Z4W5V6 on 30/11/26 at 6:42 PM. New M-PESA balance is Ksh1,204.00. Transaction cost, Ksh0.00.`;
const SWAHILI = `${RECEIPT} Imethibitishwa. Ksh50.00 imetumwa kwa MTAA WIFI kwa akaunti P1X2Y3Z4W5V6 tarehe 30/11/26 saa 6:42 PM. Salio jipya la M-PESA ni Ksh1,204.00. Gharama ya kutuma ni Ksh0.00.`;

describe("the receipt is read out of", () => {
  it.each([
    ["an English message", ENGLISH],
    ["a Swahili message", SWAHILI],
    [
      "a till's message",
      `${RECEIPT} Confirmed. Ksh50.00 paid to MTAA WIFI. on 30/11/26 at 6:42 PM.`,
    ],
    ["another form of the Swahili word", `${RECEIPT} Umethibitishwa. Umelipa Ksh50.00`],
    ["a message without its spaces", `${RECEIPT} Confirmed.Ksh50.00 sent to MTAA WIFI`],
    ["a message in small letters", ENGLISH.toLowerCase()],
    ["a message over several lines", `\n  ${ENGLISH.replaceAll(". ", ".\n")}\n`],
    ["a forwarded message", `Fwd: M-PESA: "${ENGLISH}" from 0712345678`],
    ["a message with words in capitals before it", `ATTENTIONS PLEASE ${ENGLISH}`],
    ["a part of a message", `my receipt is ${RECEIPT}, thank you`],
    ["the receipt alone", RECEIPT],
    ["the receipt in small letters, with spaces around it", `  ${RECEIPT.toLowerCase()} \n`],
    ["a receipt between other words in capitals", `INTERNETI ${RECEIPT} TENMINUTES`],
  ])("%s", (_, text) => {
    expect(receiptIn(text)).toBe(RECEIPT);
  });

  it("a message whose receipt has no digit", () => {
    expect(receiptIn("UKNABCDEFG Confirmed. Ksh50.00 sent to MTAA WIFI")).toBe("UKNABCDEFG");
  });

  it("a receipt of another length, if it stands alone", () => {
    expect(receiptIn("UKN5AAAAA123")).toBe("UKN5AAAAA123");
  });
});

it.each([
  ["nothing", "   "],
  ["a phone number", "0712345678"],
  ["a phone number in a sentence", "I paid with 0712345678 today"],
  ["the account of a prompt", "account P1X2Y3Z4W5V6 please"],
  ["a sentence", "I have paid, please connect me"],
  ["a longer word that holds one", "XXUKN5AAAAA1XX is not it"],
])("there is none in %s", (_, text) => {
  expect(receiptIn(text)).toBeNull();
});

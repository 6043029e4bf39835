import type { components } from "@/services/schema.gen";

type Schemas = components["schemas"];

export type Session = Schemas["SessionTokens"];
export type Me = Schemas["Me"];
export type Line = Schemas["Line"];
export type Package = Schemas["Package"];
export type PackageTerms = Schemas["Terms"];
export type DurationUnit = Schemas["TermsUnit"];
export type SoldAt = Schemas["TermsSoldAt"];
export type Payment = Schemas["Payment"];
export type PaymentEvent = Schemas["StoryEvent"];
export type PaymentHistory = Schemas["Story"];
export type Delivery = Schemas["Delivery"];
export type Subscription = Schemas["Subscription"];
export type Customer = Schemas["Customer"];
export type CustomerInFull = Schemas["CustomerInFull"];
export type User = Schemas["User"];
export type Dashboard = Schemas["Dashboard"];
export type Refund = Schemas["Refund"];
export type AskedRefund = Schemas["AskedRefund"];
export type Hold = Schemas["Hold"];
export type Wallet = Schemas["Wallet"];
export type TrialBalance = Schemas["TrialBalance"];
export type RollForward = Schemas["RollForward"];
export type Months = Schemas["Months"];
export type OpenMonth = Schemas["OpenMonth"];
export type Statement = Schemas["StatementShape"];
export type ComparedStatement = Schemas["ComparedStatement"];
export type StatementReport = Schemas["StatementReport"];
export type Break = Schemas["BreakShape"];
export type BankTransit = Schemas["BankTransit"];
export type TransitItem = Schemas["TransitItem"];
export type TaxDocument = Schemas["TaxDocument"];
export type TaxRegister = Schemas["TaxRegister"];
export type Initiated = Schemas["Begun"];
export type FoundPayment = Schemas["Found"];
export type Provider = Schemas["Provider"];
export type AuditedEvent = Schemas["AuditedEvent"];
export type JournalEntry = Schemas["JournalEntry"];
export type TreeHead = Schemas["TreeHead"];
export type ReadModel = Schemas["Projection"];
export type Rebuild = Schemas["Rebuild"];
export type Ready = Schemas["Ready"];
export type TaxRate = Schemas["TaxRate"];

/*
 * The API names states as text, and a newer server may name one that this web does not know. So
 * these lists are what we have words for, and each place that shows a state has an answer for the
 * others too.
 */
export type Role = "ADMIN" | "FINANCE" | "AGENT" | "CUSTOMER" | "GUEST";
export type PaymentStatus =
  | "PENDING"
  | "COMPLETED"
  | "FAILED"
  | "EXPIRED"
  | "UNALLOCATED"
  | "MERGED"
  | "REVERSED";
export type PaymentProgress =
  | "REQUESTED"
  | "PROMPTED"
  | "CONFIRMING"
  | "PAID"
  | "CONNECTED"
  | "FAILED"
  | "EXPIRED"
  | "UNALLOCATED"
  | "MERGED"
  | "REVERSED";
/** What became of the money that somebody says they have paid. */
export type Standing =
  | "ARRIVED"
  | "CONNECTED"
  | "ENDED"
  | "IN_WALLET"
  | "IN_SUSPENSE"
  | "VERIFYING"
  | "RETURNED";
export type FailureClass =
  | "WRONG_PIN"
  | "CANCELLED"
  | "NO_RESPONSE"
  | "INSUFFICIENT_FUNDS"
  | "LIMIT"
  | "BUSY"
  | "REJECTED"
  | "UNCLASSIFIED";

/** What a table has for a name, if it has anything: `name` may come from a newer server. */
export function known<Name extends string, Value>(
  table: Record<Name, Value>,
  name: string,
): Value | undefined {
  return Object.hasOwn(table, name) ? table[name as Name] : undefined;
}

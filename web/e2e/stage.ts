import { expect } from "@playwright/test";
import { LOGINS, statementOf } from "./fixtures.ts";
import { orderTrouble, payByHand } from "./safaricom.ts";

/** By then the workers have asked Safaricom, as it is simulated in real time, and heard of it. */
const HEARD_MS_MAX = 60_000;
/** More often than a held payment is asked about while the pictures are taken. */
const ASKED = 9;

type Items<Item> = { items: Item[] };
type Payment = { id: string; road: string };
type Given = { statement_id: string };
type Subscription = { customer_id: string; package: { name: string } };
type Customer = { lines: { account_number: string | null }[] };

/**
 * What the demonstration lacks, so that no page of money is empty: an open tax register, payments by
 * hand (one held, one released, one that is nobody's), money on its way back, and two statements, of
 * which the first is taken in. Gives the second's id.
 */
export async function stage(baseURL: string): Promise<string> {
  const api = await asAdmin(baseURL);
  const count = async (list: string) => (await api.get<Items<unknown>>(list)).items.length;
  const expectSome = (list: string) =>
    expect.poll(() => count(list), { message: list, timeout: HEARD_MS_MAX }).toBeGreaterThan(0);
  await api.post("/finance/tax-register/", { kra_pin: "P051234567Q" });

  const [released, held, renewed] = await homes(api);
  await payByHand({ msisdn: "254711000101", amount_shillings: 15_000, account: released.account });
  await expectSome("/holds/?stage=RELEASED");
  await orderTrouble({ trouble: "expire", on: "transaction-status", times: ASKED });
  await payByHand({ msisdn: "254711000102", amount_shillings: 12_500, account: held.account });
  await payByHand({ msisdn: "254711000103", amount_shillings: 2_500, account: renewed.account });
  await payByHand({ msisdn: "254711000104", amount_shillings: 500, till: "174379" });
  await expectSome("/holds/?stage=HELD");
  await expectSome("/payments/?status=UNALLOCATED");

  const payOut = { amount_cents: 600_000, reason: "The line is given up." };
  await api.post(`/wallets/${released.customer}/refund/`, payOut);
  const { items } = await api.get<Items<Payment>>("/payments/?status=COMPLETED");
  const prompted = items.find((payment) => payment.road === "STK");
  await api.post(`/payments/${prompted?.id}/reverse/`, { reason: "It was paid twice." });
  await expectSome("/refunds/?stage=COMPLETED");
  await expectSome("/finance/tax-documents/?stage=ISSUED");

  return twoStatements(api);
}

type Home = { customer: string; account: string };

/** The account number of a customer's line at home. */
export async function accountAtHome(baseURL: string): Promise<string> {
  const [first] = await homes(await asAdmin(baseURL));
  return first.account;
}

/** Three customers with a line at home, who pay by its account number. */
async function homes(api: Api): Promise<[Home, Home, Home]> {
  const { items } = await api.get<Items<Subscription>>("/subscriptions/?status=ACTIVE&limit=100");
  const found: Home[] = [];
  for (const { customer_id: customer } of items.filter((item) => /home/.test(item.package.name))) {
    const { lines } = await api.get<Customer>(`/customers/${customer}/`);
    const account = lines.find((line) => line.account_number !== null)?.account_number;
    if (account) found.push({ customer, account });
    const [first, second, third] = found;
    if (first && second && third) return [first, second, third];
  }
  throw new Error("The demonstration has no three customers with a line at home.");
}

/**
 * The older statement lacks a payment, which nothing safe explains: it stays an open break when the rest
 * is taken in. The newer one is left as it was compared.
 */
async function twoStatements(api: Api): Promise<string> {
  const give = async (name: string, statement: string) => {
    const path = `/finance/statements/?file_name=${name}`;
    return (await api.post<Given>(path, Buffer.from(statement))).statement_id;
  };
  const older = await statementOf(-200, -31);
  const payment = /[^\n]*Pay Bill from[^\n]*\n/;
  const incomplete = await give("older.csv", older.replace(payment, ""));
  await api.post(`/finance/statements/${incomplete}/apply/`);
  return give("newer.csv", await statementOf(-30, 1));
}

type Api = Awaited<ReturnType<typeof asAdmin>>;

/** The product's API, as an admin asks it. */
async function asAdmin(baseURL: string) {
  const login = await post(`${baseURL}/api/auth/login/`, LOGINS.admin);
  const { access } = (await login.json()) as { access: string };
  const headers = { authorization: `Bearer ${access}` };
  return {
    get: async <Body>(path: string) =>
      (await (await fetch(`${baseURL}/api${path}`, { headers })).json()) as Body,
    post: async <Body>(path: string, body?: unknown) =>
      (await (await post(`${baseURL}/api${path}`, body, headers)).json()) as Body,
  };
}

/** A file goes as it is, and anything else as JSON. */
function post(url: string, body: unknown, headers: Record<string, string> = {}) {
  return body instanceof Buffer
    ? fetch(url, { method: "POST", headers, body: new Uint8Array(body) })
    : fetch(url, {
        method: "POST",
        headers: { ...headers, "content-type": "application/json" },
        body: JSON.stringify(body),
      });
}

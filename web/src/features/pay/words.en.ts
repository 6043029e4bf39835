import { duration } from "@/lib/time";
import type { DurationUnit, FailureClass } from "@/services/contract";

const UNITS: Record<DurationUnit, string> = {
  MINUTES: "minute",
  HOURS: "hour",
  DAYS: "day",
  WEEKS: "week",
  MONTHS: "month",
};

const plural = (count: number, noun: string) => `${count} ${noun}${count === 1 ? "" : "s"}`;

/** What each way of not paying is called, what it means, and what to do next. */
const failures: Record<FailureClass, { title: string; text: string }> = {
  WRONG_PIN: {
    title: "The PIN was not right",
    text: "M-Pesa did not accept the PIN, so nothing was taken. Try again and enter it with care.",
  },
  CANCELLED: {
    title: "The payment was cancelled",
    text: "The request was cancelled on the phone, so nothing was taken. You can try again now.",
  },
  NO_RESPONSE: {
    title: "The phone did not answer",
    text: "No PIN was entered in time, so nothing was taken. Make sure the phone is on, unlocked and has network, then try again.",
  },
  INSUFFICIENT_FUNDS: {
    title: "Not enough money in M-Pesa",
    text: "Nothing was taken. Top up M-Pesa and try again, or choose a smaller package.",
  },
  LIMIT: {
    title: "An M-Pesa limit was reached",
    text: "Nothing was taken. Pay from another number, or choose a smaller package.",
  },
  BUSY: {
    title: "M-Pesa is busy with that phone",
    text: "Another M-Pesa request is still open there. Nothing was taken for this one. Finish or cancel the other, wait a minute, then try again.",
  },
  REJECTED: {
    title: "M-Pesa did not take the request",
    text: "Nothing was taken. Check that the number is a Safaricom line with M-Pesa, then try again.",
  },
  UNCLASSIFIED: {
    title: "The payment did not go through",
    text: "M-Pesa ended it without saying why. If an M-Pesa message says that you paid, do not pay again: keep the message, the payment will be counted.",
  },
};

export const english = {
  languageName: "English",
  switchLanguage: "Badili lugha: Kiswahili",
  otherLanguage: "Kiswahili",
  darkTheme: "Dark colours",
  lightTheme: "Light colours",

  home: {
    documentTitle: "Get online",
    title: "Get online",
    lead: "Choose a package and pay with M-Pesa.",
    addTitle: "Add time",
    addLead: "What you buy now is added to the time that you have.",
    packages: "Packages",
    noPackages: "No package is on sale right now. Please ask at the counter.",
    packagesFailed: "The packages could not be loaded.",
    retry: "Try again",
    requestId: (id: string) => `Request ${id}`,
    footer: "Paid by M-Pesa. You are charged once for each package that you buy.",
    staff: "Staff sign-in",
    admin: "To the dashboard",
    signOut: "Sign out",
    already: "For those who have paid",
    paid: "I have paid",
    history: "My payments",
  },

  noSuchPage: {
    title: "There is no page here",
    text: "The address may be old or not complete.",
  },

  package: {
    duration: (unit: DurationUnit, count: number) => plural(count, UNITS[unit]),
    speed: (mbps: string) => `${mbps} Mbps`,
    devices: (count: number) => plural(count, "device"),
    unlimited: "Unlimited",
  },

  form: {
    phone: "M-Pesa phone number",
    phoneHint: "The M-Pesa prompt comes to this phone.",
    phoneWrong: "Enter a Kenyan mobile number, such as 0712 345 678.",
    pay: (price: string) => `Pay ${price}`,
    choose: "Choose a package",
    chooseFirst: "Choose a package first.",
    sending: "Sending…",
    retrying: "Poor connection, still trying…",
  },

  refused: {
    invalidPhone: "M-Pesa can't be asked on this number. Check it and try again.",
    packageGone: "This package is no longer sold. Choose another one.",
    pushInProgress: "There is already an M-Pesa request on this phone. Answer it first.",
    waitSeconds: (seconds: number) => `You can ask again in ${seconds} s.`,
    seePayment: "See that payment",
    boughtJustNow: "You bought this package a moment ago. Buy it again?",
    buyAgain: "Buy again",
    notAgain: "No, thank you",
    walletCovers: "Your balance covers this package. Nothing needs to be paid.",
    useBalance: "Use my balance",
    tooMany: "Too many attempts. Please wait a little, then try again.",
    unreachable:
      "No connection. Press the button again when you are back: you will not be charged twice.",
    other: "That did not work.",
    boughtFromBalance: "Bought from your balance.",
  },

  active: {
    connectedUntil: "Connected until",
    left: (seconds: number) => `${duration(seconds)} left`,
    tomorrow: "tomorrow",
    balance: (amount: string) => `Balance: ${amount}`,
    ended: "Your time has ended.",
  },

  pay: {
    documentTitle: "Your payment",
    steps: {
      sent: "Request sent to M-Pesa",
      pin: "Enter your PIN on the phone",
      paid: "Payment received",
      connected: "Connected",
    },
    stepDone: "done",
    stepNow: "now",
    stepWaiting: "not yet",
    requestedTitle: "Sending the request",
    requested: (phone: string) => `M-Pesa is being asked to show a prompt on ${phone}.`,
    promptedTitle: "Check your phone",
    prompted: (phone: string, amount: string) =>
      `Enter your M-Pesa PIN on ${phone} to pay ${amount}. This page follows by itself.`,
    noPrompt:
      "No prompt yet? Unlock the phone and make sure that it has network. It can take a minute.",
    confirmingTitle: "Still confirming",
    confirming:
      "M-Pesa has not told us the result yet. If you entered your PIN, do not pay again: we keep asking, and connect you as soon as the money is confirmed. You may close this page and come back.",
    paidTitle: "Payment received",
    paid: "Thank you. Your Internet is being switched on.",
    paidWaiting:
      "Your money has arrived and is safe, but the Internet is not on yet. Please show this page at the counter; you do not need to pay again.",
    keptTitle: "Your money is in your balance",
    keptUsable: "It arrived late, so no time was started without you. Use it now, in one tap.",
    kept: "It is safe, and is used first the next time that you buy.",
    connectedLead: "You are online. Enjoy.",
    endedLead: "Buy more time to be online again.",
    expiredTitle: "No payment was seen",
    expired:
      "M-Pesa was asked several times and reported no payment. If an M-Pesa message says that you paid, do not pay again: keep the message, the payment will be counted.",
    reversedTitle: "This payment was returned",
    reversed: "M-Pesa has sent the money back, so the time that it bought has ended.",
    failures,
    tryAgain: "Try again",
    otherPackage: "Choose another package",
    backToPackages: "Back to packages",
    buyMore: "Buy more time",
    offline: "No connection. We keep trying; your payment is not affected.",
    suspenseTitle: "Your money is here, and waits for a person",
    suspense:
      "What was typed as the account is none of ours, so we do not know whom the money is for. Show M-Pesa's message at the counter; you do not need to pay again.",
    mergedTitle: "Counted with another payment",
    merged: "This money is that of another payment, where it is counted once.",
    loading: "Looking up your payment…",
    notFoundTitle: "This payment can't be shown",
    notFound:
      "It was made on another device, or the address is not complete. If you paid and are not online, show the M-Pesa message at the counter.",
    warning:
      "This number may not be on Safaricom. If no prompt comes, use a Safaricom number with M-Pesa.",
    amount: "Amount",
    phone: "Phone",
    packageName: "Package",
    receipt: "M-Pesa receipt",
    saveReceipt: "Save the receipt (PDF)",
    notSaved: "The receipt could not be fetched. Try again in a moment.",
  },

  history: {
    lead: "Your payments here, the newest first.",
    loading: "Loading your payments…",
    emptyTitle: "No payments yet",
    empty: "What you pay for stands here, with its receipt.",
    strangerTitle: "We do not know this device yet",
    stranger: "Buy a package here, or find a payment of yours by its receipt.",
    failed: "Your payments could not be loaded.",
    older: "Show older payments",
    byHand: "Paid in M-Pesa's own menu",
    forget: "Forget me on this device",
    forgetText:
      "For a device that is not yours. Your money and your time stay as they are, and any receipt of yours brings you back.",
    states: {
      waiting: "Waiting for the PIN",
      confirming: "Still confirming",
      connected: "Connected",
      ended: "Time is over",
      inWallet: "In your balance",
      received: "Received",
      inSuspense: "Waits for a person",
      returned: "Returned",
      merged: "Counted elsewhere",
      notPaid: "Not paid",
      notSeen: "No payment seen",
    },
  },

  paid: {
    lead: "Paste M-Pesa's message, and we look up your payment. Nothing is charged.",
    message: "M-Pesa message, or its receipt",
    messageHint: "The receipt stands at the beginning, such as UKN5AAAAA1.",
    receiptRead: (receipt: string) => `Receipt: ${receipt}`,
    noReceipt:
      "There is no receipt in this text. It has 10 letters and digits, and stands at the beginning of the message.",
    phone: "Phone that paid",
    phoneHint: "M-Pesa's message came to this phone.",
    find: "Find my payment",
    finding: "Looking…",
    notSeenTitle: "We have not seen this payment yet",
    notSeen: "Keep M-Pesa's message, and do not pay again. M-Pesa may take a minute to tell us.",
    checkTyped: (receipt: string, phone: string) =>
      `Check that the receipt is ${receipt} and that ${phone} paid.`,
    checkPaidTo: (to: string) => `Check that it was paid to ${to}.`,
    waitThenRetry: "Wait a minute, then press the button again.",
    askAtCounter: "If it is still not here after an hour, show the message at the counter.",
    paybill: (number: string) => `Paybill ${number}`,
    till: (number: string) => `Till ${number}`,
    account: (number: string) => `account ${number}`,
    arrivedTitle: "Your payment has arrived",
    arrived: "It is counted for the account that it was paid for.",
    connected: "It bought time for the account that it was paid for, and that time is running.",
    ended: "It bought time for the account that it was paid for. That time is over.",
    inWallet: "It is in the balance of the account that it was paid for, and is used first there.",
    verifyingTitle: "Your payment is being verified",
    verifying:
      "We have heard of it, and are asking M-Pesa whether the money has moved. That takes some minutes. Do not pay again; look again soon.",
    returned: "M-Pesa has sent the money back to whoever paid it.",
  },
};

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
};

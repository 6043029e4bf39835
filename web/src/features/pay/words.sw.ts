import { type DurationPart, durationParts } from "@/lib/time";
import type { DurationUnit, FailureClass } from "@/services/contract";
import type { Words } from "./language";

const UNITS: Record<DurationUnit, { one: string; many: string }> = {
  MINUTES: { one: "Dakika", many: "Dakika" },
  HOURS: { one: "Saa", many: "Saa" },
  DAYS: { one: "Siku", many: "Siku" },
  WEEKS: { one: "Wiki", many: "Wiki" },
  MONTHS: { one: "Mwezi", many: "Miezi" },
};

const TIME_UNITS: Record<DurationPart["unit"], string> = {
  day: "siku",
  hour: "saa",
  minute: "dakika",
  second: "sekunde",
};

const failures: Record<FailureClass, { title: string; text: string }> = {
  WRONG_PIN: {
    title: "PIN haikuwa sahihi",
    text: "M-Pesa haikukubali PIN, kwa hivyo hakuna pesa iliyokatwa. Jaribu tena na uiweke kwa makini.",
  },
  CANCELLED: {
    title: "Malipo yameghairiwa",
    text: "Ombi lilighairiwa kwenye simu, kwa hivyo hakuna pesa iliyokatwa. Unaweza kujaribu tena sasa.",
  },
  NO_RESPONSE: {
    title: "Simu haikujibu",
    text: "PIN haikuwekwa kwa wakati, kwa hivyo hakuna pesa iliyokatwa. Hakikisha simu imewashwa, imefunguliwa na ina mtandao, kisha ujaribu tena.",
  },
  INSUFFICIENT_FUNDS: {
    title: "Salio la M-Pesa halitoshi",
    text: "Hakuna pesa iliyokatwa. Ongeza pesa kwenye M-Pesa kisha ujaribu tena, au chagua kifurushi kidogo zaidi.",
  },
  LIMIT: {
    title: "Kikomo cha M-Pesa kimefikiwa",
    text: "Hakuna pesa iliyokatwa. Lipa kwa nambari nyingine, au chagua kifurushi kidogo zaidi.",
  },
  BUSY: {
    title: "M-Pesa inashughulikia ombi lingine",
    text: "Kuna ombi lingine la M-Pesa kwenye simu hiyo. Hakuna pesa iliyokatwa kwa hili. Maliza au ghairi hilo lingine, subiri dakika moja, kisha ujaribu tena.",
  },
  REJECTED: {
    title: "M-Pesa haikukubali ombi",
    text: "Hakuna pesa iliyokatwa. Hakikisha nambari ni laini ya Safaricom yenye M-Pesa, kisha ujaribu tena.",
  },
  UNCLASSIFIED: {
    title: "Malipo hayakukamilika",
    text: "M-Pesa imeyafunga bila kueleza sababu. Ukipata ujumbe wa M-Pesa unaosema umelipa, usilipe tena: hifadhi ujumbe huo, malipo yatahesabiwa.",
  },
};

export const swahili: Words = {
  languageName: "Kiswahili",
  switchLanguage: "Change language: English",
  otherLanguage: "English",
  darkTheme: "Rangi za giza",
  lightTheme: "Rangi za mwanga",

  home: {
    documentTitle: "Ingia mtandaoni",
    title: "Ingia mtandaoni",
    lead: "Chagua kifurushi kisha ulipe kwa M-Pesa.",
    addTitle: "Ongeza muda",
    addLead: "Unachonunua sasa kinaongezwa kwenye muda ulio nao.",
    packages: "Vifurushi",
    noPackages: "Hakuna kifurushi kinachouzwa kwa sasa. Tafadhali uliza kwenye kaunta.",
    packagesFailed: "Vifurushi havikuweza kupakiwa.",
    retry: "Jaribu tena",
    requestId: (id) => `Ombi ${id}`,
    footer: "Hulipwa kwa M-Pesa. Unatozwa mara moja kwa kila kifurushi unachonunua.",
    staff: "Wafanyakazi",
    admin: "Kwenye dashibodi",
    signOut: "Ondoka",
    already: "Kwa waliokwisha kulipa",
    paid: "Nimeshalipa",
    history: "Malipo yangu",
  },

  noSuchPage: {
    title: "Hakuna ukurasa hapa",
    text: "Huenda anwani ni ya zamani au haijakamilika.",
  },

  package: {
    duration: (unit, count) => `${count === 1 ? UNITS[unit].one : UNITS[unit].many} ${count}`,
    speed: (mbps) => `Mbps ${mbps}`,
    devices: (count) => (count === 1 ? "Kifaa 1" : `Vifaa ${count}`),
    unlimited: "Bila kikomo",
  },

  form: {
    phone: "Nambari ya simu ya M-Pesa",
    phoneHint: "Ombi la M-Pesa litatumwa kwenye simu hii.",
    phoneWrong: "Andika nambari ya simu ya Kenya, kwa mfano 0712 345 678.",
    pay: (price) => `Lipa ${price}`,
    choose: "Chagua kifurushi",
    chooseFirst: "Chagua kifurushi kwanza.",
    sending: "Inatuma…",
    retrying: "Mtandao ni dhaifu, tunaendelea kujaribu…",
  },

  refused: {
    invalidPhone: "M-Pesa haiwezi kuombwa kwa nambari hii. Ihakikishe kisha ujaribu tena.",
    packageGone: "Kifurushi hiki hakiuzwi tena. Chagua kingine.",
    pushInProgress: "Tayari kuna ombi la M-Pesa kwenye simu hii. Lijibu kwanza.",
    waitSeconds: (seconds) => `Unaweza kuomba tena baada ya sekunde ${seconds}.`,
    seePayment: "Angalia malipo hayo",
    boughtJustNow: "Umenunua kifurushi hiki muda mfupi uliopita. Ungependa kukinunua tena?",
    buyAgain: "Nunua tena",
    notAgain: "Hapana, asante",
    walletCovers: "Salio lako linatosha kifurushi hiki. Huhitaji kulipa.",
    useBalance: "Tumia salio langu",
    tooMany: "Umejaribu mara nyingi mno. Tafadhali subiri kidogo kisha ujaribu tena.",
    unreachable: "Hakuna mtandao. Bonyeza kitufe tena mtandao ukirudi: hutatozwa mara mbili.",
    other: "Haikufaulu.",
    boughtFromBalance: "Umenunua kwa salio lako.",
  },

  active: {
    connectedUntil: "Umeunganishwa hadi",
    left: (seconds) =>
      `Umebakiza ${durationParts(seconds)
        .map((part) => `${TIME_UNITS[part.unit]} ${part.count}`)
        .join(" ")}`,
    tomorrow: "kesho",
    balance: (amount) => `Salio: ${amount}`,
    ended: "Muda wako umeisha.",
  },

  pay: {
    documentTitle: "Malipo yako",
    steps: {
      sent: "Ombi limetumwa kwa M-Pesa",
      pin: "Weka PIN kwenye simu",
      paid: "Malipo yamepokelewa",
      connected: "Umeunganishwa",
    },
    stepDone: "tayari",
    stepNow: "sasa",
    stepWaiting: "bado",
    requestedTitle: "Tunatuma ombi",
    requested: (phone) => `M-Pesa inaombwa kuonyesha ujumbe kwenye ${phone}.`,
    promptedTitle: "Angalia simu yako",
    prompted: (phone, amount) =>
      `Weka PIN yako ya M-Pesa kwenye ${phone} ili ulipe ${amount}. Ukurasa huu utaendelea wenyewe.`,
    noPrompt: "Hujaona ombi? Fungua simu na uhakikishe ina mtandao. Inaweza kuchukua dakika moja.",
    confirmingTitle: "Bado tunathibitisha",
    confirming:
      "M-Pesa bado haijatuambia matokeo. Ikiwa uliweka PIN, usilipe tena: tunaendelea kuuliza, na tutakuunganisha mara tu pesa zitakapothibitishwa. Unaweza kufunga ukurasa huu na kurudi baadaye.",
    paidTitle: "Malipo yamepokelewa",
    paid: "Asante. Intaneti yako inawashwa.",
    paidWaiting:
      "Pesa zako zimefika na ziko salama, lakini intaneti bado haijawashwa. Tafadhali onyesha ukurasa huu kwenye kaunta; huhitaji kulipa tena.",
    keptTitle: "Pesa zako ziko kwenye salio lako",
    keptUsable:
      "Zilichelewa kufika, kwa hivyo muda haukuanza bila wewe. Zitumie sasa kwa kubonyeza mara moja.",
    kept: "Ziko salama, na zitatumika kwanza utakaponunua tena.",
    connectedLead: "Uko mtandaoni. Furahia.",
    endedLead: "Nunua muda zaidi ili urudi mtandaoni.",
    expiredTitle: "Hakuna malipo yaliyoonekana",
    expired:
      "M-Pesa imeulizwa mara kadhaa na haikuonyesha malipo. Ukipata ujumbe wa M-Pesa unaosema umelipa, usilipe tena: hifadhi ujumbe huo, malipo yatahesabiwa.",
    reversedTitle: "Malipo haya yamerudishwa",
    reversed: "M-Pesa imerudisha pesa, kwa hivyo muda ulionunuliwa umeisha.",
    failures,
    tryAgain: "Jaribu tena",
    otherPackage: "Chagua kifurushi kingine",
    backToPackages: "Rudi kwenye vifurushi",
    buyMore: "Nunua muda zaidi",
    offline: "Hakuna mtandao. Tunaendelea kujaribu; malipo yako hayajaathirika.",
    suspenseTitle: "Pesa zako zimefika, zinasubiri mhudumu",
    suspense:
      "Akaunti iliyoandikwa si mojawapo ya zetu, kwa hivyo hatujui pesa ni za nani. Onyesha ujumbe wa M-Pesa kwenye kaunta; huhitaji kulipa tena.",
    mergedTitle: "Yamehesabiwa pamoja na malipo mengine",
    merged: "Pesa hizi ni za malipo mengine, na zimehesabiwa huko mara moja.",
    loading: "Tunatafuta malipo yako…",
    notFoundTitle: "Malipo haya hayawezi kuonyeshwa",
    notFound:
      "Yalifanywa kwenye kifaa kingine, au anwani haijakamilika. Ikiwa ulilipa na hauko mtandaoni, onyesha ujumbe wa M-Pesa kwenye kaunta.",
    warning:
      "Huenda nambari hii si ya Safaricom. Ombi lisipokuja, tumia nambari ya Safaricom yenye M-Pesa.",
    amount: "Kiasi",
    phone: "Simu",
    packageName: "Kifurushi",
    receipt: "Risiti ya M-Pesa",
    saveReceipt: "Hifadhi risiti (PDF)",
    notSaved: "Risiti haikupatikana. Jaribu tena baada ya muda mfupi.",
  },

  history: {
    lead: "Malipo yako hapa, ya karibuni kwanza.",
    loading: "Tunapakia malipo yako…",
    emptyTitle: "Bado hakuna malipo",
    empty: "Malipo yako yataonekana hapa, pamoja na risiti zake.",
    strangerTitle: "Bado hatukitambui kifaa hiki",
    stranger: "Nunua kifurushi hapa, au tafuta malipo yako kwa risiti yake.",
    failed: "Malipo yako hayakuweza kupakiwa.",
    older: "Onyesha malipo ya awali",
    byHand: "Yalilipwa kwenye menyu ya M-Pesa",
    forget: "Nisahau kwenye kifaa hiki",
    forgetText:
      "Kwa kifaa kisicho chako. Pesa na muda wako vitabaki vilivyo, na risiti yako yoyote itakurudisha.",
    states: {
      waiting: "Yanasubiri PIN",
      confirming: "Bado yanathibitishwa",
      connected: "Umeunganishwa",
      ended: "Muda umeisha",
      inWallet: "Kwenye salio lako",
      received: "Yamepokelewa",
      inSuspense: "Yanasubiri mhudumu",
      returned: "Yamerudishwa",
      merged: "Yamehesabiwa kwingine",
      notPaid: "Hayakulipwa",
      notSeen: "Hayakuonekana",
    },
  },

  paid: {
    lead: "Bandika ujumbe wa M-Pesa, nasi tutatafuta malipo yako. Hutatozwa chochote.",
    message: "Ujumbe wa M-Pesa, au risiti yake",
    messageHint: "Risiti iko mwanzoni, kwa mfano UKN5AAAAA1.",
    receiptRead: (receipt) => `Risiti: ${receipt}`,
    noReceipt:
      "Hakuna risiti kwenye maandishi haya. Ina herufi na tarakimu 10, na iko mwanzoni mwa ujumbe.",
    phone: "Simu iliyolipa",
    phoneHint: "Ujumbe wa M-Pesa ulifika kwenye simu hii.",
    find: "Tafuta malipo yangu",
    finding: "Tunatafuta…",
    notSeenTitle: "Bado hatujaona malipo haya",
    notSeen:
      "Hifadhi ujumbe wa M-Pesa, na usilipe tena. M-Pesa inaweza kuchukua dakika moja kutuarifu.",
    checkTyped: (receipt, phone) => `Hakikisha risiti ni ${receipt} na simu iliyolipa ni ${phone}.`,
    checkPaidTo: (to) => `Hakikisha ulilipa kwa ${to}.`,
    waitThenRetry: "Subiri dakika moja, kisha ubonyeze kitufe tena.",
    askAtCounter: "Yasipoonekana baada ya saa moja, onyesha ujumbe kwenye kaunta.",
    paybill: (number) => `Paybill ${number}`,
    till: (number) => `Till ${number}`,
    account: (number) => `akaunti ${number}`,
    arrivedTitle: "Malipo yako yamefika",
    arrived: "Yamehesabiwa kwa akaunti iliyolipiwa.",
    connected: "Yalinunua muda wa akaunti iliyolipiwa, na muda huo unaendelea.",
    ended: "Yalinunua muda wa akaunti iliyolipiwa. Muda huo umeisha.",
    inWallet: "Yako kwenye salio la akaunti iliyolipiwa, na yatatumika kwanza huko.",
    verifyingTitle: "Malipo yako yanathibitishwa",
    verifying:
      "Tumesikia kuyahusu, na tunaiuliza M-Pesa ikiwa pesa zimefika. Itachukua dakika chache. Usilipe tena; angalia tena baadaye kidogo.",
    returned: "M-Pesa imerudisha pesa kwa aliyelipa.",
  },
};

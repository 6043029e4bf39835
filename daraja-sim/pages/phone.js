// Plays the customer's phone: asks the simulator twice a second what is on the screen.
"use strict";

const POLL_MS = 500;
const byId = (id) => document.getElementById(id);
let held = null;
let shownPrompt = null;
let shownMessages = "";

async function send(method, path, body) {
  const response = await fetch(path, {
    method,
    headers: { "content-type": "application/json" },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  const answer = await response.json();
  if (!response.ok) throw new Error(answer.error);
  return answer;
}

function nairobi(at) {
  return new Date(at).toLocaleTimeString("en-KE", { timeZone: "Africa/Nairobi", hour: "2-digit", minute: "2-digit", second: "2-digit" });
}

function showPrompt(prompt) {
  const id = prompt && prompt.checkout_request_id;
  if (id === shownPrompt) return;
  shownPrompt = id;
  byId("prompt").hidden = !prompt;
  byId("pin").value = "";
  if (!prompt) return;
  byId("question").textContent =
    `Do you want to pay Ksh${prompt.amount_shillings}.00 to ${prompt.business} Account no. ${prompt.account_reference}?`;
  byId("pin").focus();
}

function showMessages(messages) {
  const text = JSON.stringify(messages);
  if (text === shownMessages) return;
  shownMessages = text;
  byId("none").hidden = messages.length > 0;
  byId("messages").replaceChildren(
    ...messages.map((message) => {
      const item = document.createElement("li");
      const time = document.createElement("time");
      time.dateTime = message.at;
      time.textContent = nairobi(message.at);
      item.append(message.text, time);
      return item;
    }),
  );
}

async function look() {
  byId("clock").textContent = nairobi(Date.now()).slice(0, 5);
  const number = held || byId("msisdn").value;
  if (/^254[17]\d{8}$/.test(number)) {
    byId("holder").textContent = held ? number : `${number}, put down`;
    try {
      const screen = await send("GET", `/sim/phones/${number}`);
      showPrompt(held ? screen.prompt : null);
      showMessages(screen.messages);
      byId("hold-error").textContent = "";
    } catch (error) {
      byId("hold-error").textContent = `The simulator does not answer: ${error.message}`;
    }
  }
  setTimeout(look, POLL_MS);
}

async function play(number, scenario) {
  await send("PUT", `/sim/scenarios/${number}`, scenario);
}

byId("hold").addEventListener("submit", async (event) => {
  event.preventDefault();
  try {
    const number = byId("msisdn").value;
    if (held && held !== number) await play(held, "success");
    await play(number, "by-hand");
    held = number;
    byId("put-down").disabled = false;
  } catch (error) {
    byId("hold-error").textContent = error.message;
  }
});

byId("put-down").addEventListener("click", async () => {
  try {
    await play(held, "success");
    held = null;
    byId("put-down").disabled = true;
  } catch (error) {
    byId("hold-error").textContent = error.message;
  }
});

async function answer(body) {
  try {
    await send("POST", `/sim/phones/${held}/answer`, body);
  } catch (error) {
    byId("hold-error").textContent = error.message;
  }
  showPrompt(null);
}

byId("prompt").addEventListener("submit", (event) => {
  event.preventDefault();
  answer({ pin: byId("pin").value });
});
byId("cancel").addEventListener("click", () => answer("cancel"));

byId("kind").addEventListener("change", () => {
  const isTill = byId("kind").value === "till";
  byId("account-field").hidden = isTill;
  byId("account").required = !isTill;
  byId("till-field").hidden = !isTill;
  byId("till").required = isTill;
});

byId("pay").addEventListener("submit", async (event) => {
  event.preventDefault();
  byId("pay-error").textContent = "";
  byId("paid").textContent = "";
  const isTill = byId("kind").value === "till";
  try {
    const begun = await send("POST", "/sim/payments", {
      msisdn: held || byId("msisdn").value,
      short_code: byId("short-code").value,
      till: isTill ? byId("till").value : null,
      account: isTill ? "" : byId("account").value,
      amount_shillings: Number(byId("amount").value),
      pin: byId("pay-pin").value,
    });
    byId("paid").textContent = `${begun.receipt} is on its way.`;
    byId("pay-pin").value = "";
  } catch (error) {
    byId("pay-error").textContent = error.message;
  }
});

look();

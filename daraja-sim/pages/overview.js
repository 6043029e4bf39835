// Keeps the overview current, and orders trouble by its buttons.
"use strict";

const POLL_MS = 2000;

async function refresh() {
  try {
    const response = await fetch("/");
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    const focused = document.activeElement;
    // What a person is at is left alone.
    if (!focused || !document.getElementById("state").contains(focused)) {
      document.getElementById("state").replaceWith(page.getElementById("state"));
    }
    document.getElementById("lost").hidden = true;
  } catch {
    document.getElementById("lost").hidden = false;
  }
  setTimeout(refresh, POLL_MS);
}

for (const button of document.querySelectorAll("button[data-order]")) {
  button.addEventListener("click", async () => {
    const said = document.getElementById("ordered");
    try {
      const response = await fetch("/sim/troubles", {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: button.dataset.order,
      });
      const answer = await response.json();
      said.textContent = response.ok ? `Ordered: ${button.textContent}.` : answer.error;
    } catch (error) {
      said.textContent = `The simulator does not answer: ${error.message}`;
    }
  });
}

document.getElementById("clear").addEventListener("click", async () => {
  await fetch("/sim/troubles", { method: "DELETE" });
  document.getElementById("ordered").textContent = "Nothing is ordered any more.";
});

setTimeout(refresh, POLL_MS);

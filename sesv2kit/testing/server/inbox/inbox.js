"use strict";
// Brings the elements with data-live up to date whenever the server has something new.
const EVERY = 1000; // milliseconds
const main = document.querySelector("main[data-revision]");
let revision = main?.dataset.revision;

async function text(path) {
  const response = await fetch(path, { cache: "no-store" });
  if (response.status === 404) location.reload(); // the mail was deleted
  if (!response.ok) throw new Error(response.status);
  return response.text();
}

function exchange(page) {
  const focused = document.activeElement?.getAttribute("href");
  for (const old of document.querySelectorAll("[data-live]")) {
    const fresh = page.getElementById(old.id);
    if (!fresh || fresh.innerHTML === old.innerHTML) continue;
    const had = old.contains(document.activeElement);
    old.replaceChildren(...fresh.childNodes);
    if (had && focused) old.querySelector(`a[href="${CSS.escape(focused)}"]`)?.focus();
  }
}

async function look() {
  if (!document.hidden) {
    const now = await text("/_inbox/revision");
    if (now !== revision) {
      exchange(new DOMParser().parseFromString(await text(location.href), "text/html"));
      revision = now;
    }
  }
  document.body.classList.remove("away");
}

async function loop() {
  let pause = EVERY;
  try {
    await look();
  } catch {
    document.body.classList.add("away"); // the server has ended
    pause = 5 * EVERY;
  }
  setTimeout(loop, pause);
}

if (main) {
  setTimeout(loop, EVERY);
  document.addEventListener("visibilitychange", () => look().catch(() => {}));
}

/* Tells /count/ what is read and pressed: in daily totals, never by whom (/privacy/ says it all).
   Pages say themselves what they count as, in data-count: "seen home", or several with semicolons. */

const SEEN_AFTER = 1000;
const MOST_LETTERS = 60;
const MOST_LINES = 6;
const MOST_BYTES = 200;

/* Of one page, as many messages as it takes; words: of a search that found nothing. */
export const messages = (language, counts, words) => {
  const lines = counts.split(";").filter(Boolean);
  if (words) lines.push(`vain ${words.replace(/\s+/g, " ").trim().slice(0, MOST_LETTERS)}`);
  const found = [];
  for (const line of lines) {
    const longer = `${found.at(-1)}\n${line}`;
    const fits =
      found.length &&
      longer.split("\n").length <= MOST_LINES + 1 &&
      new TextEncoder().encode(longer).length <= MOST_BYTES;
    if (fits) found[found.length - 1] = longer;
    else found.push(`${language}\n${line}`);
  }
  return found;
};

/* The kind of the page that was seen: "seen light/mini/red;…" -> "light". */
export const kindOf = (counts) => counts.match(/^seen ([^/;]+)/)?.[1];

const first = performance.getEntriesByType("navigation")[0];
const quiet = navigator.doNotTrack === "1" || navigator.globalPrivacyControl;

// As sendBeacon does it, and without cookies. What cannot be sent now is never sent.
const send = (counts, words) => {
  if (quiet || !counts || !navigator.onLine) return;
  for (const body of messages(document.documentElement.lang, counts, words))
    fetch("/count/", { method: "POST", body, keepalive: true, credentials: "omit" }).catch(
      () => {},
    );
};

// What is before the eyes. A page that is only shown again, by Back or a reload, is no new one.
let page, timer, goingOn;
const main = () => document.getElementById("main");
const see = () => {
  clearTimeout(timer);
  if (!page || page.seen) return;
  page.seen = true;
  send(page.counts, page.words);
};
const wait = () => {
  clearTimeout(timer);
  if (document.visibilityState === "visible") timer = setTimeout(see, SEEN_AFTER);
};
const arrive = (counts, words) => {
  page = { counts, words, seen: false, kind: kindOf(main().dataset.count ?? "") };
  goingOn = false;
  const clear = document.getElementById("clear");
  if (clear && !quiet) clear.classList.add("asked");
  wait();
};
const found = () => document.getElementById("found")?.dataset ?? {};
const whole = () => {
  const opened = document.querySelector(".wrote") ? "opened search" : "";
  const listed = found().count ?? "";
  arrive([main().dataset.count, opened, listed].filter(Boolean).join(";"), found().vain);
};

document.addEventListener("htmx:afterSwap", ({ detail }) => {
  if (detail.target.id === "found") arrive(found().count ?? "", found().vain);
  else whole();
});
document.addEventListener("visibilitychange", wait);
addEventListener("pageshow", () => {
  goingOn = false;
});
addEventListener("pagehide", () => {
  if (!page?.seen || page.left || goingOn || !page.kind) return;
  page.left = true;
  send(`left ${page.kind}`);
});

// Anyone who follows a link of ours, goes back or loads the page again has not left.
const ours = (address) => new URL(address, location.href).origin === location.origin;
globalThis.navigation?.addEventListener("navigate", ({ destination }) => {
  goingOn = ours(destination.url);
});
addEventListener("submit", ({ target }) => {
  goingOn = ours(target.action);
});

document.addEventListener(
  "click",
  ({ target }) => {
    const link = target.closest("a[href]");
    if (link) goingOn = ours(link.href);
    const pressed = target.closest("button[data-count], a[data-count]");
    if (pressed && !pressed.counted) {
      pressed.counted = true;
      see();
      send(pressed.dataset.count);
    }
    const said = target.closest("[data-clear]");
    if (!said) return;
    see();
    send(`${said.dataset.clear} ${main().dataset.count.match(/^seen ([^;]+)/)[1]}`);
    said.closest("p").textContent = "Thank you.";
    document.getElementById("say").textContent = "Thank you.";
  },
  true,
);

if (main() && first?.type !== "reload" && first?.type !== "back_forward") whole();

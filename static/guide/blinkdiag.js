/* Only comfort: every page works without this file. First the pure part, then what touches the
   page. */

/* What a countdown shows of so many milliseconds that are left: 61000 -> "1:01". It shows 0:00 only
   at the end. */
export const clockText = (left) => {
  const seconds = Math.max(0, Math.ceil(left / 1000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
};

const UP = "Time is up – ";
/* The title of a page whose countdown is over, or runs again. */
export const titleText = (title, isUp) =>
  (isUp ? UP : "") + title.replace(new RegExp(`^${UP}`), "");

/* The device that an address is about; undefined where it names none. */
export const deviceOf = ({ search, pathname }) =>
  new URLSearchParams(search).get("device") ||
  pathname.match(/^\/(?:answers|how-to\/[^/]+)\/([^/]+)\//)?.[1];

/* The wait before the next look for the network: one second, then two, four and every five. */
export const nextPause = (pause) => Math.min(2 * pause || 1000, 5000);

/* The address that a link or a form of the wizard leads to. */
const addressOf = (control) =>
  control.getAttribute("href") ??
  `${control.getAttribute("action")}?${new URLSearchParams(new FormData(control))}`;

/* ---------------------------------------------------------------------------- the page */
const say = (words) => {
  document.getElementById("say").textContent = words;
};
const lights = (within) => within.querySelectorAll("svg.face, svg.strip");

// A light below the fold waits until it is seen, then runs its five seconds.
const seen =
  "IntersectionObserver" in window &&
  new IntersectionObserver(
    (entries) =>
      entries.forEach((entry) => {
        if (entry.isIntersecting) {
          entry.target.unpauseAnimations();
          seen.unobserve(entry.target);
        }
      }),
    { rootMargin: "-10% 0px" },
  );
const unfold = () => {
  const place = document.getElementById(location.hash.slice(1));
  if (place?.matches("details")) place.open = true;
};
addEventListener("hashchange", unfold);
const arrive = () => {
  unfold();
  // First all places, then all changes: in turns, each light would be laid out again.
  const unseen = [...lights(document)].filter(
    (light) => seen && light.getBoundingClientRect().top > innerHeight * 0.9,
  );
  for (const light of unseen) {
    light.pauseAnimations();
    light.setCurrentTime(0);
    seen.observe(light);
  }
  for (const button of document.querySelectorAll("[data-copy], [data-print], [data-share]"))
    button.hidden = "share" in button.dataset && !navigator.share;
  resume();
  askForChoices();
};

// Countdown: without scripts the ring runs by itself (SMIL). Here the end is kept as a time of day,
// under the address and the step, so that a reload, a locked screen or a closed browser changes
// nothing. It holds nothing else and goes after a day.
const store = {
  get: (key) => {
    try {
      return +localStorage.getItem(key);
    } catch {
      return 0;
    }
  },
  set: (key, end) => {
    try {
      localStorage.setItem(key, end);
    } catch {}
  },
};
const clock = () => document.getElementById("wait");
const clockKey = (button) => `wait ${location.pathname}${location.search} ${button.dataset.step}`;
let timer;
const tick = () => {
  const button = clock();
  if (!button) return clearInterval(timer);
  const total = button.dataset.seconds * 1000,
    left = Math.max(0, store.get(clockKey(button)) || button.end || 0) - Date.now();
  document.getElementById("left").textContent = clockText(left);
  document
    .querySelector(".ring .run")
    .setAttribute("stroke-dashoffset", 120 * Math.min(1, 1 - left / total));
  button.textContent = "Start the clock again";
  if (left > 0) return;
  clearInterval(timer);
  document.title = titleText(document.title, true);
  say("Time is up. Look at the light now.");
};
const run = () => {
  document.querySelector(".ring animate")?.remove();
  clearInterval(timer);
  timer = setInterval(tick, 500);
  tick();
};
const count = (button) => {
  button.end = Date.now() + button.dataset.seconds * 1000;
  store.set(clockKey(button), button.end);
  say(`${button.dataset.words} started`);
  document.title = titleText(document.title, false);
  run();
};
const resume = () => {
  if (clock() && store.get(clockKey(clock()))) run();
};
try {
  for (const key of Object.keys(localStorage))
    if (key.startsWith("wait ") && store.get(key) < Date.now() - 864e5)
      localStorage.removeItem(key);
} catch {}

const copy = (button) => {
  const what = document.getElementById(button.dataset.copy);
  const done = (words) => {
    button.textContent = words;
    say(words);
  };
  navigator.clipboard.writeText(what ? (what.value ?? what.innerText) : location.href).then(
    () => done("Copied"),
    () => done(what ? "Select the text and copy it" : "Copy it from the address bar"),
  );
};

/* What the share sheet gets: the report, or the page. */
const shared = (button) => {
  const report = document.getElementById(button.dataset.share);
  return report
    ? { title: document.title, text: report.innerText }
    : { title: document.title, url: location.href };
};

document.addEventListener(
  "click",
  (event) => {
    const on = (selector) => event.target.closest(selector);
    if (on("#play")) for (const light of lights(document)) light.unpauseAnimations();
    if (on("#wait")) count(on("#wait"));
    if (on("[data-copy]")) copy(on("[data-copy]"));
    if (on("[data-share]")) navigator.share(shared(on("[data-share]"))).catch(() => {});
    if (on("[data-print]")) print();
  },
  true,
);

// Few tap along, so the script for it comes when somebody wants to.
document.addEventListener(
  "toggle",
  ({ target }) => {
    if (!target.open || !target.dataset.script) return;
    import(target.dataset.script).then(
      () => {
        target.querySelector("[hidden].pad")?.removeAttribute("hidden");
      },
      () => warn("You are offline. You can still read this page."),
    );
  },
  true,
);

// The next step, fetched before it is asked for: the one that a pointer rests on or a key stands
// on, and together all answers to the question of this page; the devices of the front page and the
// lights of a list, too, where no pointer can rest on one. Nothing where data is saved.
const KEPT = 3e5; // ms; browsers keep as long what they fetch ahead
const RESTS = 50; // ms; a pointer that only passes by fetches nothing
const ahead = new Map();
const saved = navigator.connection?.saveData;
const hovers = matchMedia("(hover: hover)").matches;
const keepAhead = (address, coming) => {
  const forget = () => ahead.get(address) === coming && ahead.delete(address);
  ahead.set(address, coming);
  setTimeout(forget, KEPT);
  coming.catch(forget);
};
const fetched = async (address) => {
  const answer = await fetch(address, { headers: { "HX-Request": "true" } });
  if (!answer.ok || answer.redirected) throw answer;
  return answer;
};
const ask = (address) => {
  if (!ahead.has(address))
    keepAhead(
      address,
      fetched(address).then((answer) => answer.text()),
    );
};
const ANSWERS = "#main > .sheet > fieldset form[hx-get]";
const TILES = "#main .groups .tile a[hx-get], #main .dev[hx-get]";
const askForChoices = () => {
  const choices = hovers ? ANSWERS : `${ANSWERS}, ${TILES}`;
  const addresses = [...document.querySelectorAll(choices)].map(addressOf);
  if (saved || !addresses.length || document.querySelector(".preview, .staff-bar")) return;
  const pages = fetched(`/diagnose/next/${location.search}`).then((answer) => answer.json());
  for (const address of addresses)
    keepAhead(
      address,
      pages.then((all) => all[address] ?? Promise.reject(address)),
    );
};
let rests;
const onTheWay = ({ type, target }) => {
  const control = target.closest?.("#main a[hx-get], #main form.ask[hx-get]");
  clearTimeout(rests);
  if (control && !saved)
    rests = setTimeout(() => ask(addressOf(control)), type === "pointerdown" ? 0 : RESTS);
};
for (const type of ["pointerover", "pointerdown", "focusin"])
  document.addEventListener(type, onTheWay, { passive: true });
document.addEventListener("pointercancel", () => clearTimeout(rests));

// What was fetched ahead answers htmx as the network would.
document.addEventListener("htmx:beforeSend", ({ detail: { xhr, pathInfo } }) => {
  const coming = ahead.get(pathInfo.finalRequestPath);
  if (!coming) return;
  const send = xhr.send.bind(xhr);
  xhr.send = () =>
    coming.then((html) => {
      for (const [name, value] of Object.entries({
        status: 200,
        response: html,
        responseText: html,
      }))
        Object.defineProperty(xhr, name, { value });
      xhr.onload();
    }, send);
});

// A swapped step: the new heading gets the focus and is said once.
// Results that come while somebody types leave them in the box.
document.addEventListener("htmx:afterSwap", ({ detail }) => {
  if (detail.target.id === "found") {
    arrive();
    return say(document.querySelector("#found h2, #found p")?.textContent.trim() ?? "");
  }
  const at = document.querySelector("#main .error") || document.querySelector("#main h1");
  scrollTo(0, 0);
  arrive();
  at.focus({ preventScroll: true });
  say(document.querySelector("#main h1").textContent);
});

// Busy: the words change, nothing moves. They come back if the request fails.
let busy;
const idle = () => {
  if (busy) {
    busy.label.textContent = busy.words;
    busy = null;
  }
};
document.addEventListener("htmx:beforeRequest", ({ detail }) => {
  const pressed = detail.requestConfig.triggeringEvent?.submitter || detail.elt,
    label = pressed.querySelector("b") || pressed;
  idle();
  if (!label.closest("b, a, button")) return;
  busy = { label, words: label.textContent };
  label.textContent = "One moment";
});
document.addEventListener("htmx:afterRequest", idle);

// A page that says what is wrong is shown like any other; without an answer this page stays, and we
// try again.
const net = document.getElementById("net");
let missed, isCopy, look;
const warn = (words, path) => {
  missed = path || missed;
  if (net.textContent !== words) say(words);
  net.textContent = words;
  net.hidden = false;
  if (!look) lookAfter(1000);
};
// A router that is back is seen at once, and nobody is hammered.
const lookAfter = (pause) => {
  clearTimeout(look);
  look = setTimeout(async () => {
    const answer = await fetch("/healthz", { cache: "no-store" }).catch(() => ({}));
    if (answer.ok) back();
    else if (look) lookAfter(nextPause(pause));
  }, pause);
};
const calm = () => {
  missed = null;
  net.textContent = "";
  net.hidden = true;
  clearTimeout(look);
  look = 0;
};
const back = () => {
  if (net.hidden) return;
  const path = missed;
  calm();
  if (isCopy) return location.reload();
  say("You are back online");
  if (path) htmx.ajax("GET", path, { target: "#main", swap: "outerHTML", push: path });
};
document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  calm();
  // Chromium loads a picture that nobody unfolded when it leaves the page.
  document.querySelector(".share:not([open]) .qr")?.removeAttribute("src");
  if (detail.xhr.status >= 400 && detail.xhr.responseText.includes('<main id="main"')) {
    detail.shouldSwap = true;
    detail.isError = false;
  }
  // When what has the focus is removed, Chromium styles the old page and the new one together first.
  if (detail.shouldSwap && detail.target.id === "main") document.activeElement?.blur();
});
document.addEventListener("htmx:sendError", ({ detail }) => {
  const path = detail.pathInfo.finalRequestPath;
  // On the front page there is nothing to lose, and the worker may have kept something.
  if (detail.target.matches(".front") && worker?.controller) return location.assign(path);
  warn(
    "You are offline. You can still read this page. We will try again when you are back online.",
    path,
  );
});
document.addEventListener("htmx:responseError", ({ detail }) =>
  warn(
    "Our site is not responding. You can still read this page. We will try again in a moment.",
    detail.pathInfo.finalRequestPath,
  ),
);
addEventListener("offline", () => warn("You are offline. You can still read this page."));
// The browser is "online" as soon as it has a router to talk to, whatever is behind it.
addEventListener("online", () => {
  if (!net.hidden) lookAfter(0);
});

// The service worker keeps this page, and the lights, answers and how-tos of its device, unless the
// phone is to save data.
const worker = navigator.serviceWorker;
const keep = async () => {
  const device = navigator.connection?.saveData ? "" : deviceOf(location);
  const sheets = [...document.querySelectorAll("link[rel=stylesheet]")].map(({ href }) => href);
  (await worker.ready).active.postMessage({ page: location.href.split("#")[0], sheets, device });
};
const list = async () => {
  const kept = document.getElementById("kept");
  for (const name of kept ? await caches.keys() : []) {
    const cache = await caches.open(name);
    for (const { url } of await cache.keys()) {
      if (!/\/answers\/[^/]+\/$/.test(url)) continue;
      const title = (await (await cache.match(url, { ignoreVary: true })).text()).match(
        /<h1[^>]*>([^<]+)/,
      )[1];
      const item = document.createElement("li");
      item.append(Object.assign(document.createElement("a"), { href: url, textContent: title }));
      kept.querySelector("ul").append(item);
      kept.hidden = false;
    }
  }
};
if (worker) {
  worker.addEventListener("message", () => {
    isCopy = true;
    warn("You are offline. This is a saved copy of the page.");
  });
  addEventListener("load", () => {
    worker.register("/sw.js").then(keep, () => {});
    list();
  });
  document.addEventListener("htmx:pushedIntoHistory", keep);
}

document.addEventListener("visibilitychange", () => {
  if (!document.hidden) resume();
});

addEventListener("beforeprint", () =>
  document.querySelectorAll("details").forEach((fold) => {
    fold.open = true;
  }),
);
arrive();
document.querySelector("#main .error")?.focus();

/* Tap the rhythm: which lights of the page flash like the taps? An extra of the light page; nothing
   depends on it. First the pure part, then the few lines that touch the page. All times are
   milliseconds. */

const WOBBLE = 0.17,
  LEAST_WOBBLE = 25; // standard deviation of a tapped gap: a share of it, and a hand's own
const MISSED = 0.07,
  DOUBLED = 0.04; // how often a flash is not tapped, or tapped twice
const TWICE = 400; // a tap this soon after another may be a slip of the finger
const LONGEST = 6000; // a pause of unknown length ends by then, as does a gap that fits nothing
const STRAY = 0.01; // how often a gap fits nothing
const TEMPI = [0.7, 0.8, 0.9, 1, 1.11, 1.25, 1.43],
  WEIGHTS = [0.03, 0.11, 0.21, 0.3, 0.21, 0.11, 0.03]; // the real light may be slower or faster
const STARTS = [0.75, 0.2, 0.05]; // of a light that ends: the first tap is flash one, two, three
const STOPPED = 0.1; // a person stops tapping although the light goes on
const CHANCE = 0.02; // how well, compared with chance, it must fit to be offered at all
const MOST_TAPS = 60; // the last minute at most, so that products stay finite

/* The gap after flash number n; null after the last one. A negative gap is "at least this long". */
const gapAfter = ({ gaps, loop }, n) =>
  n < gaps.length ? gaps[n] : loop ? gaps[gaps.length - loop + ((n - gaps.length) % loop)] : null;

/* How much better than chance a gap between two taps fits `whole` ms between two flashes; `open`:
   that or longer. */
const fit = (tapped, whole, open) => {
  if (open) return tapped < 0.7 * whole ? STRAY : 1;
  const spread = Math.hypot(WOBBLE * whole, LEAST_WOBBLE),
    off = (tapped - whole) / spread;
  return (Math.exp((-off * off) / 2) / (spread * Math.sqrt(2 * Math.PI))) * LONGEST + STRAY;
};

/* P(taps | this light at this tempo) / P(taps | chance). Every way to lay the taps on the flashes
   counts: at[tap][flash] sums up all ways in which this tap belongs to this flash; a flash may be
   missed, a flash may be tapped twice. */
const likelihood = (taps, light, tempo, until) => {
  const last = taps.length - 1,
    silent = until - taps[last];
  const turns = light.loop && light.loop === light.gaps.length;
  const at = taps.map(() => []);
  at[0] = turns ? light.gaps.map(() => 1 / light.loop) : STARTS.slice(0, light.gaps.length + 1);
  const again = (DOUBLED * LONGEST) / TWICE;
  for (let tap = 0; tap < last; tap++)
    at[tap].forEach((share, flash) => {
      for (let next = tap + 1; next <= Math.min(tap + 2, last); next++) {
        if (next > tap + 1 && taps[next - 1] - taps[tap] > TWICE) continue;
        let whole = 0,
          open = false,
          missed = next > tap + 1 ? again : 1;
        for (let on = flash; on < flash + 3; on++, missed *= MISSED) {
          const gap = gapAfter(light, on);
          if (gap === null) break;
          whole += Math.abs(gap) * tempo;
          open ||= gap < 0;
          at[next][on + 1] =
            (at[next][on + 1] || 0) + share * missed * fit(taps[next] - taps[tap], whole, open);
        }
      }
    });
  // A light that ends may have gone on without taps; of one that does not end a person has had
  // enough.
  const end = (share, flash) => {
    const gap = gapAfter(light, flash);
    if (gap === null || silent < 1.5 * Math.abs(gap) * tempo) return share;
    return share * (light.loop ? STOPPED : MISSED ** (light.gaps.length - flash));
  };
  const twice =
    last > 0 && taps[last] - taps[last - 1] <= TWICE
      ? at[last - 1].map((share, flash) => again * end(share, flash))
      : [];
  return [...at[last].map(end), ...twice].reduce((all, share) => all + (share || 0), 0);
};

/* `more`: a light that may flash five or six times is as likely to do either. */
const variants = (light) =>
  Array.from({ length: light.more + 1 }, (_, extra) => ({
    ...light,
    gaps: [...light.gaps, ...Array(extra).fill(light.gaps.at(-1))],
  }));

/* Which lights the taps fit, most likely first: [{ light: its place in `lights`, share: 0..1 }]; empty
   where the taps fit none better than chance. `lights`: [{ gaps, loop, more }]; `until`: how long we
   know that no other tap came. */
export const recognise = (taps, lights, until = taps.at(-1)) => {
  if (!taps.length) return [];
  const held = taps.slice(-MOST_TAPS);
  const odds = lights.map((light) => {
    const ways = variants(light);
    return ways.reduce(
      (all, way) =>
        all +
        TEMPI.reduce((sum, tempo, n) => sum + WEIGHTS[n] * likelihood(held, way, tempo, until), 0) /
          ways.length,
      0,
    );
  });
  const all = odds.reduce((sum, odd) => sum + odd, CHANCE);
  return odds
    .map((odd, light) => ({ light, share: odd / all }))
    .filter(({ light }) => odds[light] > CHANCE)
    .sort((one, other) => other.share - one.share);
};

const middle = (numbers) => [...numbers].sort((one, other) => one - other)[numbers.length >> 1];

/* What was tapped, without the slips: { flashes: [ms], bursts: [how many], apart: ms, pause: ms };
   0 where there is none. */
export const heard = (taps) => {
  const rough = middle(taps.slice(1).map((tap, n) => tap - taps[n])) || 0;
  const flashes = taps.filter((tap, n) => !n || tap - taps[n - 1] > Math.min(TWICE, rough / 2));
  const gaps = flashes.slice(1).map((flash, n) => flash - flashes[n]),
    usual = middle(gaps) || 0;
  const breaks = gaps.map((gap) => gap > Math.max(2.5 * usual, 1000));
  const bursts = breaks.reduce(
    (all, broken) => {
      broken ? all.push(1) : all[all.length - 1]++;
      return all;
    },
    [1],
  );
  return {
    flashes,
    bursts,
    apart: middle(gaps.filter((_, n) => !breaks[n])) || 0,
    pause: middle(gaps.filter((_, n) => breaks[n])) || 0,
  };
};

/* A time as people say it: 2000 -> "2 seconds", 960 -> "1 second", 500 -> "0.5 seconds". */
export const seconds = (ms) =>
  ms < 950
    ? `${(ms / 1000).toFixed(1)} seconds`
    : Math.round(ms / 100) === 10
      ? "1 second"
      : `${+(ms / 1000).toFixed(1)} seconds`;

/* What was heard, as a sentence without its full stop. */
export const inWords = ({ bursts, apart, pause }) => {
  if (bursts.length === 1)
    return bursts[0] === 1 ? "One flash" : `${bursts[0]} flashes, about ${seconds(apart)} apart`;
  const counts =
    bursts.every((count) => count === bursts[0]) && bursts[0] > 1
      ? `Bursts of ${bursts[0]} flashes`
      : `${bursts.join(", then ")} flashes`;
  return `${counts}, with pauses of about ${seconds(pause)}`;
};

/* ---------------------------------------------------------------------------- the page */
const QUIET = [1600, 4500]; // so long after a tap we look, and look again
const NEW = 9500; // after this pause it begins again
const MOST = 4; // lights offered
const SVG = "http://www.w3.org/2000/svg";

let pad,
  taps = [],
  timers = [],
  byKey = false;

const within = (selector) => pad.closest(".tap").querySelector(selector);
const draw = (flashes) => {
  const svg = within(".taps"),
    last = flashes.at(-1) - flashes[0],
    scale = 450 / Math.max(4500, last + 300);
  svg.replaceChildren();
  const put = (name, attributes) => {
    const made = svg.appendChild(document.createElementNS(SVG, name));
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  };
  for (const flash of flashes)
    put("rect", { x: 6 + (flash - flashes[0]) * scale, y: 2, width: 9, height: 20, rx: 3 });
  let line = "M6 26h450";
  for (let ms = 0; ms * scale <= 450; ms += 1000) line += `M${6 + ms * scale} 26v6`;
  put("path", { class: "line", d: line });
};

const offer = (until) => {
  if (!pad.isConnected) return; // the page has gone on
  const tiles = [...document.querySelectorAll(".grp [data-beats]")];
  const found = recognise(
    taps,
    tiles.map((tile) => {
      const [gaps, loop, more] = JSON.parse(tile.dataset.beats);
      return { gaps, loop, more };
    }),
    until,
  );
  const fitting = found
    .filter(({ share }) => share > found[0].share / 20)
    .slice(0, MOST)
    .map(({ light }) => tiles[light].closest("li"));
  for (const tile of tiles)
    tile.closest("li").classList.toggle("fits", fitting.includes(tile.closest("li")));
  const list = within("ol"),
    none = list.lastElementChild;
  list.replaceChildren(...fitting.map((tile) => tile.cloneNode(true)), none);
  list.hidden = false;
  window.htmx?.process(list);
  const best = fitting[0]?.querySelector("b").textContent;
  const words = `${inWords(heard(taps))}. ${best ? `Fits best: ${best}.` : "No light on this page matches."}`;
  if (within(".heard").textContent !== words)
    within(".heard").textContent = document.getElementById("say").textContent = words;
};

const clear = () => {
  timers.forEach(clearTimeout);
  taps = [];
  within(".heard").textContent = "";
  within(".taps").replaceChildren();
  within("ol").hidden = within("[data-again]").hidden = true;
  for (const tile of document.querySelectorAll(".fits")) tile.classList.remove("fits");
};

const tap = (button, now) => {
  if (button !== pad || now - taps.at(-1) > NEW) {
    pad = button;
    clear();
  }
  taps.push(now);
  timers.forEach(clearTimeout);
  timers = QUIET.map((wait) => setTimeout(() => offer(now + wait), wait));
  draw(heard(taps).flashes);
  within("[data-again]").hidden = false;
};

// The moment of the press counts, not of the release; a click without either comes from assistive
// technology.
const at = (event) => event.target.closest?.(".tap .pad");
document.addEventListener("pointerdown", (event) => {
  if (at(event) && event.isPrimary) tap(at(event), event.timeStamp);
});
document.addEventListener("keydown", (event) => {
  if (!at(event) || event.repeat || (event.key !== " " && event.key !== "Enter")) return;
  byKey = true;
  tap(at(event), event.timeStamp);
});
document.addEventListener("click", (event) => {
  if (at(event) && !event.detail && !byKey) tap(at(event), event.timeStamp);
  byKey = false;
  if (pad && event.target.closest("[data-again]")) {
    clear();
    pad.focus();
  }
});

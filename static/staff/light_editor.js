/* The lamps of a light while they are edited: rows for the steps, recording by tapping, and the
   light itself, which the server draws as people will see it. The fields stay the truth: without
   this file they are edited as text. */

/* ---------------------------------------------------------------------------- the pure part */
const FIELDS =
  "pattern family timing flash_count flash_count_max position led colour steps repeat cuts".split(
    " ",
  );

/* Does a field of this name change how the light looks? */
export const matters = (name) => name.startsWith("channels-") || FIELDS.includes(name);

/* Steps, [[brightness, milliseconds], …], from the text of their field; null where it is not a list
   of pairs. */
export const parseSteps = (value) => {
  try {
    const steps = JSON.parse(value || "[]");
    return Array.isArray(steps) && steps.every((step) => Array.isArray(step) && step.length === 2)
      ? steps
      : null;
  } catch {
    return null;
  }
};

const brightnessText = (brightness) =>
  Number.isInteger(brightness) ? `${brightness}.0` : `${brightness}`;

/* The text of steps as the server writes it: [[1.0, 500], [0.25, 500]]. */
export const stepsText = (steps) =>
  `[${steps.map(([brightness, ms]) => `[${brightnessText(brightness)}, ${ms}]`).join(", ")}]`;

/* The steps with two of them exchanged. */
export const exchanged = (steps, one, other) =>
  steps.map((step, at) => (at === one ? steps[other] : at === other ? steps[one] : step));

/* The step that most often comes next: dark after lit and lit after dark, as long as last time. */
export const nextStep = (steps) => {
  const [brightness] = steps.at(-1) ?? [0],
    [, ms] = steps.at(-2) ?? [0, 500];
  return [brightness ? 0 : 1, ms];
};

/* Presses, [[from, to], …] in any clock, in milliseconds since the first of them; a light that
   `endsLit` goes on until the end, `until`. */
export const sinceFirst = (presses, until, endsLit) => {
  const start = presses[0]?.[0] ?? 0;
  return presses.map(([from, to], at) => [
    from - start,
    (endsLit && at === presses.length - 1 ? until : to) - start,
  ]);
};

/* ---------------------------------------------------------------------------- the page */
const PAUSE = 350; // a light is drawn again so long after the last key

const panel = document.querySelector(".light-preview[data-preview]");
const form = panel?.closest("form");
const shown = panel?.querySelector(".shown"),
  problem = panel?.querySelector(".preview-error"),
  status = panel?.querySelector("[role=status]");

/* make("button", { type: "button" }, "Add") */
const make = (name, attributes = {}, ...children) => {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes))
    if (value !== false) made.setAttribute(key, value === true ? "" : value);
  made.append(...children);
  return made;
};
const button = (words, act, attributes = {}) => {
  const made = make("button", { type: "button", ...attributes }, words);
  made.addEventListener("click", act);
  return made;
};

/* ---------------------------------------------------------------------------- the preview */
let timer,
  asked,
  recording = null,
  edited = false;

const tell = (words) => {
  problem.textContent = words;
  problem.hidden = !words;
};
const say = (words) => {
  if (status.textContent !== words) status.textContent = words;
};

const show = async () => {
  clearTimeout(timer);
  asked?.abort();
  asked = new AbortController();
  const { signal } = asked;
  const data = new FormData(form);
  for (const [name, value] of Object.entries(recording ?? {})) data.set(name, value);
  panel.classList.add("busy");
  try {
    const answer = await fetch(panel.dataset.preview, {
      method: "POST",
      body: data,
      headers: { "X-Requested-With": "fetch" },
      signal,
    });
    if (answer.redirected)
      return tell(
        "You are signed out. Sign in again in another window. What you typed stays here.",
      );
    if (!answer.ok)
      return tell("The preview does not answer. What you typed stays here; you can save it.");
    const light = await answer.text();
    tell("");
    shown.innerHTML = light;
    place();
  } catch (error) {
    if (error.name !== "AbortError")
      tell("No connection. What you typed stays here. The next change tries again.");
  } finally {
    if (!signal.aborted) panel.classList.remove("busy");
  }
};
const showSoon = () => {
  edited = true;
  clearTimeout(timer);
  timer = setTimeout(show, PAUSE);
};

/* What is wrong moves from the preview to the field that it is about. What was wrong when it was
   saved is no news after an edit. */
const place = () => {
  if (edited) for (const old of form.querySelectorAll(".light-editing .errorlist")) old.remove();
  for (const old of form.querySelectorAll(".light-error")) {
    for (const described of form.querySelectorAll(`[aria-describedby~="${old.id}"]`))
      described.setAttribute(
        "aria-describedby",
        described
          .getAttribute("aria-describedby")
          .split(" ")
          .filter((id) => id !== old.id)
          .join(" "),
      );
    old.remove();
  }
  const said = [
    shown.querySelector(".heard"),
    shown.querySelector(".said"),
    ...shown.querySelectorAll(".field-errors li"),
  ]
    .filter(Boolean)
    .map((part) => part.textContent);
  for (const item of shown.querySelectorAll(".field-errors li")) {
    const field = form.elements[item.dataset.field];
    if (!field?.id) continue;
    const words = item.querySelector("span").textContent,
      id = `${field.id}-error`,
      there = document.getElementById(id);
    if (there) there.append(` ${words}`);
    else {
      const rows = field.closest(".light-steps"),
        note = make("p", { class: "light-error", id }, words);
      if (field.closest(".form-row").querySelector(".errorlist")?.textContent.includes(words))
        note.hidden = true;
      rows ? rows.prepend(note) : field.parentElement.before(note);
      for (const described of [field, rows].filter(Boolean))
        described.setAttribute(
          "aria-describedby",
          `${described.getAttribute("aria-describedby") ?? ""} ${id}`.trim(),
        );
    }
    item.remove();
  }
  say(said.join(" "));
};

/* ---------------------------------------------------------------------------- the steps */
const number = (value) => (typeof value === "number" ? value : "");

const dress = (area) => {
  const body = make("tbody"),
    help = make("p", { hidden: true }, "The text below is not a list of steps. Fix it there.");
  const table = make(
    "table",
    {},
    make(
      "thead",
      {},
      make(
        "tr",
        {},
        ...["Step", "Brightness", "Milliseconds", "Move, remove"].map((words) =>
          make("th", { scope: "col" }, words),
        ),
      ),
    ),
    body,
  );
  const asText = make("details", {}, make("summary", {}, "The same as text"));
  const rows = make(
    "div",
    { class: "light-steps", role: "group", "aria-label": "Steps, one after the other" },
    make("div", { class: "wide" }, table),
    help,
  );

  let steps = [];
  const write = () => {
    area.value = stepsText(steps);
    showSoon();
  };
  const rebuild = () => {
    const found = parseSteps(area.value);
    steps = found ?? [];
    table.hidden = !found;
    help.hidden = !!found;
    asText.open ||= !found;
    body.replaceChildren(...steps.map(row));
  };
  const change = (after, words, at, act) => {
    steps = after;
    write();
    rebuild();
    say(words);
    const here = body.rows[Math.min(at, steps.length - 1)];
    (
      here?.querySelector(`[data-act=${act}]:not(:disabled)`) ??
      here?.querySelector("button:not(:disabled)") ??
      add
    ).focus();
  };
  const row = ([brightness, ms], at) => {
    const field = (value, part, words, attributes) => {
      const input = make("input", {
        type: "number",
        "aria-label": `Step ${at + 1}, ${words}`,
        value: number(value),
        ...attributes,
      });
      input.addEventListener("input", () => {
        steps[at][part] = input.value === "" ? null : Number(input.value);
        write();
      });
      return make("td", {}, input);
    };
    const act = (name, words, sign, off, after, said, to) =>
      button(sign, () => change(after(), said, to, name), {
        "data-act": name,
        "aria-label": `${words} step ${at + 1}`,
        disabled: off,
      });
    return make(
      "tr",
      {},
      make("th", { scope: "row" }, `${at + 1}`),
      field(brightness, 0, "brightness from 0 to 1", { min: 0, max: 1, step: 0.05 }),
      field(ms, 1, "milliseconds", { min: 50, step: 50 }),
      make(
        "td",
        {},
        make(
          "span",
          { class: "acts" },
          act(
            "up",
            "Move up",
            "↑",
            at === 0,
            () => exchanged(steps, at, at - 1),
            `Step ${at + 1} is step ${at} now.`,
            at - 1,
          ),
          act(
            "down",
            "Move down",
            "↓",
            at === steps.length - 1,
            () => exchanged(steps, at, at + 1),
            `Step ${at + 1} is step ${at + 2} now.`,
            at + 1,
          ),
          act(
            "remove",
            "Remove",
            "×",
            false,
            () => steps.filter((_, other) => other !== at),
            `Step ${at + 1} is gone.`,
            at,
          ),
        ),
      ),
    );
  };
  const add = button("Add a step", () => {
    change([...steps, nextStep(steps)], `Step ${steps.length + 1} is new.`, steps.length, "remove");
    body.rows[steps.length - 1].querySelector("input").focus();
  });
  const recorder = record(area, (taken) => {
    area.value = stepsText(taken);
    rebuild();
  });
  rows.append(make("p", { class: "acts" }, add, recorder.open), recorder.place, asText);
  area.addEventListener("input", rebuild);
  area.before(rows);
  asText.append(area);
  rebuild();
};

/* ---------------------------------------------------------------------------- recording */
const HOW_TO_RECORD =
  "Watch the real light. Press and hold while it is lit, let go while it is dark: this button, " +
  "or the space bar on it. A light that goes on needs three rounds.";

const record = (area, take) => {
  const prefix = () => area.name.replace(/-?steps$/, ""),
    sibling = (name) => form.elements[prefix() ? `${prefix()}-${name}` : name];
  const count = make("p", {}, "0 flashes");
  const pad = button("Hold while it is lit", () => {}, { class: "pad" });
  let presses = [],
    down = null;

  const press = (at) => {
    if (down === null) {
      down = at;
      pad.classList.add("lit");
    }
  };
  const release = (at) => {
    if (down === null) return;
    presses.push([down, at]);
    down = null;
    pad.classList.remove("lit");
    count.textContent = `${presses.length} flash${presses.length === 1 ? "" : "es"}`;
  };
  const isKey = (event) => event.key === " " || event.key === "Enter";
  pad.addEventListener("pointerdown", (event) => {
    if (event.isPrimary) {
      pad.setPointerCapture(event.pointerId);
      press(event.timeStamp);
    }
  });
  for (const name of ["pointerup", "pointercancel", "blur"])
    pad.addEventListener(name, (event) => release(event.timeStamp));
  pad.addEventListener("keydown", (event) => {
    if (isKey(event)) {
      event.preventDefault();
      if (!event.repeat) press(event.timeStamp);
    }
  });
  pad.addEventListener("keyup", (event) => {
    if (isKey(event)) {
      event.preventDefault();
      release(event.timeStamp);
    }
  });

  const again = () => {
    presses = [];
    down = null;
    recording = null;
    count.textContent = "0 flashes";
    use.disabled = true;
  };
  const stop = (event, { goesOn = false, endsLit = false }) => {
    release(event.timeStamp);
    const done = sinceFirst(presses, event.timeStamp, endsLit);
    const until = event.timeStamp - (presses[0]?.[0] ?? 0);
    recording = {
      lamp: prefix(),
      presses: JSON.stringify(done),
      until,
      ...(goesOn && { goes_on: "on" }),
    };
    presses = [];
    show().then(() => {
      use.disabled = !shown.querySelector(".light[data-steps]");
      (use.disabled ? pad : use).focus();
      count.textContent = shown.querySelector(".heard")?.textContent ?? problem.textContent;
    });
  };
  const close = (words) => {
    again();
    place.hidden = true;
    open.setAttribute("aria-expanded", "false");
    open.focus();
    show().then(() => say(`${words} ${status.textContent}`));
  };
  const use = button(
    "Use this rhythm",
    () => {
      const { steps, repeat } = shown.querySelector(".light").dataset;
      take(JSON.parse(steps));
      sibling("repeat").checked = repeat === "true";
      sibling("cuts").value = "";
      const timing = form.elements.timing;
      if (timing) timing.value = "approximate";
      else if (!form.elements.recorded)
        form.append(make("input", { type: "hidden", name: "recorded", value: "on" }));
      close("Taken over. Its timing is approximate now.");
    },
    { disabled: true },
  );
  const place = make(
    "div",
    { class: "light-recorder", hidden: true, role: "group", "aria-label": "Record by tapping" },
    make("p", {}, HOW_TO_RECORD),
    pad,
    count,
    make(
      "p",
      { class: "acts" },
      button("Stop: it goes on", (event) => stop(event, { goesOn: true })),
      button("Stop: it ended dark", (event) => stop(event, {})),
      button("Stop: it ended lit", (event) => stop(event, { endsLit: true })),
    ),
    make(
      "p",
      { class: "acts" },
      use,
      button("Throw it away", () => close("Thrown away.")),
    ),
  );
  const open = button(
    "Record by tapping",
    () => {
      if (!place.hidden) return close("Thrown away.");
      again();
      place.hidden = false;
      open.setAttribute("aria-expanded", "true");
      pad.focus();
    },
    { "aria-expanded": "false" },
  );
  return { open, place };
};

/* ---------------------------------------------------------------------------- the listeners */
if (form) {
  const areas = (within) =>
    [
      ...within.querySelectorAll(
        "textarea[name='steps'], textarea[name^='channels-'][name$='-steps']",
      ),
    ].filter((area) => !area.name.includes("__prefix__"));
  const edit = ({ target }) => {
    if (matters(target.name ?? "")) showSoon();
  };
  form.addEventListener("input", edit);
  form.addEventListener("change", edit);
  document.addEventListener("formset:added", (event) => {
    areas(event.target).forEach(dress);
    showSoon();
  });
  document.addEventListener("formset:removed", () => {
    recording = null;
    showSoon();
  });
  areas(form).forEach(dress);
  panel.hidden = false;
  show();
}

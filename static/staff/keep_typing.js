// What is typed into a form of the staff side stays in this browser until it is saved: a lost
// sign-in, a closed tab or a dropped line loses nothing. Kept for each person and address, for a
// day, and without passwords. First the pure part, then what touches the page.

const DAY = 24 * 60 * 60 * 1000;

/* Is what was kept at this moment, in milliseconds, too old to be offered? */
export const isOld = (at, now) => now - at > DAY;

/* What of a form's [field, value] pairs is kept: texts, but neither passwords nor the page's token. */
export const typed = (entries, passwords) =>
  entries.filter(
    ([field, value]) =>
      typeof value === "string" && field !== "csrfmiddlewaretoken" && !passwords.has(field),
  );

/* What a form says, to compare it with another state: fields called "_…" belong to the page. */
export const content = (fields) =>
  JSON.stringify(fields.filter(([field]) => !field.startsWith("_")));

/* ---------------------------------------------------------------------------------- the page */
const SENT = "typing-sent"; // in this tab: the form that was sent last
const read = (name) => JSON.parse(localStorage.getItem(name) || "null");

for (const name of Object.keys(localStorage)) {
  if (name.startsWith("typing:") && isOld(read(name).at, Date.now())) localStorage.removeItem(name);
}
const sent = sessionStorage.getItem(SENT);
if (sent && document.querySelector(".messagelist .success")) localStorage.removeItem(sent);
sessionStorage.removeItem(SENT);

const watch = (box) => {
  const form = box.closest("form");
  const name = `typing:${box.dataset.person}:${location.pathname}`;
  const earlier = `${name}:earlier`; // offered, while new typing is kept beside it

  const fieldsNow = () => {
    const passwords = [...form.querySelectorAll("[type=password]")].map((input) => input.name);
    return typed([...new FormData(form)], new Set(passwords));
  };
  // A form that comes back with what was typed is unsaved from the start.
  const stored = "typed" in box.dataset ? "" : content(fieldsNow());

  const keep = () => {
    if ("leaving" in document.body.dataset) return; // signing out leaves nothing behind
    const fields = fieldsNow();
    try {
      if (content(fields) === stored) localStorage.removeItem(name);
      else localStorage.setItem(name, JSON.stringify({ at: Date.now(), fields }));
    } catch {
      // The browser's store is full or shut; the page works as it does without scripts.
    }
  };

  const offer = (kept) => {
    const at = new Date(kept.at);
    const time = box.querySelector("time");
    time.dateTime = at.toISOString();
    time.textContent = at.toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });
    box.hidden = false;
  };

  // The server shows it in the form, lists of parts and all; nothing is saved by that.
  const putBack = (kept) => {
    const post = Object.assign(document.createElement("form"), { method: "post", hidden: true });
    const csrf = form.querySelector("[name=csrfmiddlewaretoken]").value;
    for (const [field, value] of [
      ...kept.fields,
      ["_put_back", "1"],
      ["csrfmiddlewaretoken", csrf],
    ]) {
      post.append(
        Object.assign(document.createElement("input"), { type: "hidden", name: field, value }),
      );
    }
    document.body.append(post);
    localStorage.setItem(name, JSON.stringify(kept));
    localStorage.removeItem(earlier);
    removeEventListener("pagehide", keep);
    post.submit();
  };

  if (stored) {
    const kept = read(name);
    if (kept && content(kept.fields) !== stored)
      localStorage.setItem(earlier, JSON.stringify(kept));
    localStorage.removeItem(name);
    const unsaved = read(earlier);
    if (unsaved) offer(unsaved);
  }
  box.addEventListener("click", (event) => {
    const wish = event.target.dataset.typing;
    if (wish === "back") putBack(read(earlier));
    if (wish === "away") localStorage.removeItem(earlier);
    if (wish) box.hidden = true;
  });
  form.addEventListener("input", keep);
  form.addEventListener("change", keep);
  addEventListener("pagehide", keep);
  form.addEventListener("submit", () => {
    keep();
    sessionStorage.setItem(SENT, name);
  });
};

const box = document.getElementById("typing-kept");
if (box) watch(box);

// While a text with marks is typed: what people will see, made by the same code as the pages.

const PAUSE = 250; // milliseconds without a key
const waiting = new WeakMap(); // box -> {timer, request}

addEventListener("input", ({ target }) => {
  if (!target.matches?.("textarea[data-markdown]")) return;
  const before = waiting.get(target);
  clearTimeout(before?.timer);
  before?.request.abort();
  const request = new AbortController();
  const timer = setTimeout(() => show(target, request.signal), PAUSE);
  waiting.set(target, { timer, request });
});

async function show(box, signal) {
  const shown = box.parentElement.querySelector(".markdown-shown");
  const body = new URLSearchParams({ text: box.value, shown_as: box.dataset.shownAs });
  const token = box.form.elements.csrfmiddlewaretoken.value;
  try {
    const answer = await fetch(box.dataset.markdown, {
      method: "POST",
      body,
      headers: { "X-CSRFToken": token },
      signal,
    });
    // Signed out: that page is not for here.
    if (!answer.ok || answer.redirected) throw new Error(answer.status);
    shown.innerHTML = await answer.text();
    shown.classList.remove("late");
  } catch {
    if (!signal.aborted) shown.classList.add("late"); // what stands there is older than the text
  }
}

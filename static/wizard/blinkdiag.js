/* Only comfort: every page works without this file. */
(() => {
  const root = document.documentElement;
  const say = words => { document.getElementById("say").textContent = words };
  const lights = within => within.querySelectorAll("svg.face, svg.strip");

  // A light below the fold waits until it is seen, then runs its five seconds.
  const seen = "IntersectionObserver" in window && new IntersectionObserver(entries => entries.forEach(entry => {
    if (entry.isIntersecting) { entry.target.unpauseAnimations(); seen.unobserve(entry.target) }
  }), { rootMargin: "-10% 0px" });
  const arrive = () => {
    for (const light of lights(document))
      if (seen && light.getBoundingClientRect().top > innerHeight * .9) { light.pauseAnimations(); light.setCurrentTime(0); seen.observe(light) }
    for (const button of document.querySelectorAll("[data-copy], [data-print]")) button.hidden = false;
  };

  // Countdown: the ring runs by itself (SMIL); this adds the figures and the end.
  let timer;
  const count = button => {
    const end = Date.now() + button.dataset.seconds * 1000;
    clearInterval(timer);
    say(`${button.dataset.words} started`);
    button.textContent = "Start again";
    const tick = () => {
      const figures = document.getElementById("left"), s = Math.max(0, Math.round((end - Date.now()) / 1000));
      if (!figures) return clearInterval(timer);
      figures.textContent = `${Math.floor(s / 60)}:${String(s % 60).padStart(2, "0")}`;
      if (!s) { clearInterval(timer); say("Time is up. Look at the light now.") }
    };
    timer = setInterval(tick, 500); tick();
  };

  const copy = button => {
    const what = document.getElementById(button.dataset.copy);
    const done = words => { button.textContent = words; say(words) };
    navigator.clipboard.writeText(what ? what.innerText : location.href)
      .then(() => done("Copied"), () => done(what ? "Select the text and copy it" : "Copy it from the address bar"));
  };

  document.addEventListener("click", event => {
    const on = selector => event.target.closest(selector);
    if (on("#play")) lights(document).forEach(light => light.unpauseAnimations());
    if (on("#wait")) count(on("#wait"));
    if (on("[data-copy]")) copy(on("[data-copy]"));
    if (on("[data-print]")) print();
  }, true);

  // A swapped step: the new heading gets the focus and is said once.
  document.addEventListener("htmx:afterSwap", () => {
    const at = document.querySelector("#main .error") || document.querySelector("#main h1");
    arrive();
    scrollTo(0, 0);
    at.focus({ preventScroll: true });
    say(document.querySelector("#main h1").textContent);
  });

  // Busy: the words change, nothing moves. They come back if the request fails.
  let busy;
  const idle = () => { if (busy) { busy.label.textContent = busy.words; busy = null } };
  document.addEventListener("htmx:beforeRequest", ({ detail }) => {
    const pressed = detail.requestConfig.triggeringEvent?.submitter || detail.elt, label = pressed.querySelector("b") || pressed;
    idle();
    if (!label.closest("b, a, button")) return;
    busy = { label, words: label.textContent };
    label.textContent = "One moment";
  });
  document.addEventListener("htmx:afterRequest", idle);

  // A page that says what is wrong is shown like any other; without an answer this page stays, and we try again.
  let missed;
  const trouble = (words, path) => { missed = path; root.classList.add("offline"); say(words) };
  const calm = () => { missed = null; root.classList.remove("offline") };
  document.addEventListener("htmx:beforeSwap", ({ detail }) => {
    calm();
    if (detail.xhr.status >= 400 && detail.xhr.responseText.includes('<main id="main"')) { detail.shouldSwap = true; detail.isError = false }
  });
  document.addEventListener("htmx:sendError", ({ detail }) =>
    trouble("No connection. This page stays. We try again when you are back online.", detail.pathInfo.finalRequestPath));
  document.addEventListener("htmx:responseError", () => trouble("The guide does not answer. This page stays. Try again in a minute."));
  addEventListener("offline", () => trouble("You are offline. This page stays.", missed));
  addEventListener("online", () => {
    const path = missed;
    calm();
    say("You are back online");
    if (path) htmx.ajax("GET", path, { target: "#main", swap: "outerHTML", push: path });
  });

  addEventListener("beforeprint", () => document.querySelectorAll("details").forEach(fold => { fold.open = true }));
  arrive();
})();

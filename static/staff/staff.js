/* Only comfort: “/” leads to the desk search from anywhere on the staff side, and from public
   pages with the bar. */
document.addEventListener("keydown", (event) => {
  const box = document.getElementById("desk-search");
  if (
    event.key !== "/" ||
    event.ctrlKey ||
    event.metaKey ||
    event.altKey ||
    (event.target === box
      ? box.value
      : event.target.closest("input, textarea, select, [contenteditable]"))
  )
    return;
  const link = document.querySelector("#staff-bar [data-desk-search]");
  if (!box && !link) return;
  event.preventDefault();
  if (!box) location.assign(link.href);
  box?.focus();
});

/* Who signs out leaves no unsaved text behind for the next person here. */
document.getElementById("logout-form")?.addEventListener("submit", () => {
  document.body.dataset.leaving = ""; // keep_typing.js keeps nothing more
  for (const name of Object.keys(localStorage)) {
    if (name.startsWith("typing:")) localStorage.removeItem(name);
  }
});

/* Only comfort: “/” leads to the desk search from anywhere on the staff side. */
document.addEventListener("keydown", (event) => {
  const box = document.getElementById("desk-search");
  if (
    event.key !== "/" ||
    event.ctrlKey ||
    event.metaKey ||
    event.altKey ||
    !box ||
    event.target.closest("input, textarea, select, [contenteditable]")
  )
    return;
  event.preventDefault();
  box.focus();
  box.select();
});

// Questions that arise only with an answer. `[data-reveals]` is a radio button or check box, and
// names the block under it: the block is shown while it is chosen. GOV.UK Frontend does this with
// `aria-expanded`, which ARIA does not allow on these; the block comes next in the page anyway, so
// nothing need be said. Without this script every block is shown.

/** Shows each block with the answer it belongs to, now and whenever an answer changes. */
export function startReveal() {
  for (const input of document.querySelectorAll("[data-reveals]")) show(input);
  document.addEventListener("change", (event) => {
    const group = event.target.form ?? document;
    for (const input of group.querySelectorAll("[data-reveals]")) show(input);
  });
  // A page that is come back to has its answers put back after this has run.
  addEventListener("pageshow", () => {
    for (const input of document.querySelectorAll("[data-reveals]")) show(input);
  });
}

function show(input) {
  const block = document.getElementById(input.dataset.reveals);
  if (block) block.hidden = !input.checked;
}

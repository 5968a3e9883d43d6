// Night mode at once. The form works without this: it posts the choice, the server keeps it in a
// cookie and sends the page again. With it, the page changes first and the post follows.

/** Makes the two buttons of `[data-night]`, a form, change the page where it stands. */
export function startNight() {
  for (const form of document.querySelectorAll("form[data-night]")) {
    form.addEventListener("submit", (event) => {
      const button = event.submitter;
      if (!button?.value) return;
      event.preventDefault();
      const night = button.value === "night";
      const page = document.documentElement.classList;
      page.toggle("lantern-night", night);
      page.toggle("lantern-day", !night);
      // The button that was pressed is hidden now; its opposite takes the focus.
      form.querySelector(`button[value="${night ? "day" : "night"}"]`)?.focus();
      post(form, button);
    });
  }
}

function post(form, button) {
  const body = new URLSearchParams(new FormData(form));
  body.set(button.name, button.value);
  fetch(form.action, { method: "POST", body, keepalive: true, redirect: "manual" }).catch(() => {
    // The choice holds on this page, and is made again on the next.
  });
}

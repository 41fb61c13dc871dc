// The subscribe form, answered in place. Without this script it posts as any form does.
for (const form of document.querySelectorAll("form[data-subscribe]")) {
  const field = form.elements.email;
  const status = form.querySelector("[role=status]");
  const button = form.querySelector("button");

  const tell = (message, isError) => {
    status.textContent = message;
    status.classList.toggle("is-error", isError);
    if (isError) {
      field.setAttribute("aria-invalid", "true");
      field.focus();
    } else {
      field.removeAttribute("aria-invalid");
    }
  };

  // RFC 9457: each violation has its own detail; else the problem as a whole has one.
  const reason = async (response) => {
    const problem = await response.json().catch(() => ({}));
    const details = Array.isArray(problem.errors) ? problem.errors.map((error) => error.detail) : [];
    return details.filter(Boolean).join(" ") || problem.detail || problem.title;
  };

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (button.getAttribute("aria-disabled") === "true") return;
    button.setAttribute("aria-disabled", "true");
    tell("Sending…", false);
    // Robots are quicker than people; who has the address typed by the browser waits for what is missing.
    await new Promise((resume) => setTimeout(resume, Math.max(0, 2100 - performance.now())));
    try {
      const response = await fetch(form.action, {
        method: "POST",
        headers: { "Content-Type": "application/json", Accept: "application/json, application/problem+json" },
        body: JSON.stringify({
          email: field.value.trim(),
          website: form.elements.website.value,
          shown_ms: Math.round(performance.now()),
        }),
      });
      if (response.ok) {
        form.classList.add("is-done");
        tell("Thank you. A mail is on its way: please open it and confirm.", false);
      } else {
        tell((await reason(response)) || "That did not work. Please try again in a minute.", true);
      }
    } catch {
      tell("The server could not be reached. Please try again in a minute.", true);
    }
    button.removeAttribute("aria-disabled");
  });

  field.addEventListener("input", () => field.removeAttribute("aria-invalid"));
}

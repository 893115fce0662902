// The consultation sheet: Alt+1..5 go to the numbered blocks, Ctrl+Enter saves, the cursor stands in the text.
(function () {
  "use strict";
  const form = document.querySelector("[data-sheet]");
  if (!form) return;
  const narrative = form.querySelector("textarea[name=narrative]");
  if (narrative && !document.querySelector("[data-focus]")) narrative.focus({ preventScroll: true });

  function block(number) {
    const mark = Array.from(form.querySelectorAll(".numbered__mark")).find((one) => one.textContent.trim() === number);
    return mark && (mark.closest("section") || mark.closest(".call__next"));
  }

  document.addEventListener("keydown", function (event) {
    if (event.isComposing || event.keyCode === 229) return;
    if (event.ctrlKey && event.key === "Enter") {
      event.preventDefault();
      form.requestSubmit(form.querySelector(".button--primary"));
    } else if (event.altKey && !event.ctrlKey && /^[1-5]$/.test(event.key)) {
      const target = block(event.key);
      const first = target && target.querySelector("textarea, input:not([type=hidden]), select");
      if (first) {
        event.preventDefault();
        first.focus();
        target.scrollIntoView({ block: "nearest" });
      }
    }
  });
})();

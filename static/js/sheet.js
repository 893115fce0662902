// The consultation sheet: Alt+1..5 go to the numbered blocks, Ctrl+Enter saves, the cursor stands in the text, a group of chips
// is one stop of the tab key, and a chip for the day writes the date.
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
      const first = target && target.querySelector("textarea, input:not([type=hidden]):not([tabindex='-1']), select");
      if (first) {
        event.preventDefault();
        first.focus();
        target.scrollIntoView({ block: "nearest" });
      }
    }
  });

  // Round chips move by arrows by themselves; square ones are taught it here: arrows move, the space bar chooses.
  form.querySelectorAll("fieldset").forEach(function (group) {
    const boxes = Array.from(group.querySelectorAll("input[type=checkbox]"));
    if (boxes.length < 2) return;
    const stop = (one) => boxes.forEach((box) => { box.tabIndex = box === one ? 0 : -1; });
    stop(boxes[0]);
    group.addEventListener("focusin", (event) => { if (boxes.includes(event.target)) stop(event.target); });
    group.addEventListener("keydown", function (event) {
      const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key], at = boxes.indexOf(event.target);
      if (!step || at < 0) return;
      event.preventDefault();
      boxes[(at + step + boxes.length) % boxes.length].focus();
    });
  });

  // The day of the next step: one press writes it; what is written by hand takes the press back.
  const until = form.querySelector("input[name=next_on]"), days = Array.from(form.querySelectorAll("input[name=next_day]"));
  if (until && days.length) {
    const written = new Intl.DateTimeFormat("ja-JP-u-ca-japanese", { era: "long", year: "numeric", month: "long", day: "numeric", timeZone: "Asia/Tokyo" });
    const dated = (days) => written.format(Date.now() + days * 86400000);
    days.forEach((one) => one.addEventListener("change", function () {
      if (one.checked) { until.value = dated(Number(one.value)); until.dispatchEvent(new Event("input", { bubbles: true })); }
    }));
    until.addEventListener("input", (event) => { if (event.isTrusted) days.forEach((one) => { one.checked = false; }); });
  }
})();

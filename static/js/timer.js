/* Call timer: runs from the opening of the form, fills the minutes (rounded up) when the call ends or the form is sent.
   A number she typed herself is never overwritten. The screen reader hears minutes at the start and the end, never seconds. */
(function () {
  "use strict";
  document.querySelectorAll("[data-timer]").forEach(function (timer) {
    var box = document.getElementById(timer.dataset.timer), start = timer.querySelector("[data-timer-start]");
    var clock = timer.querySelector("[data-timer-clock]"), end = timer.querySelector("[data-timer-end]");
    var began = Date.parse(start.value) || Date.now(), typed = Boolean(box && box.value), stopped = typed;
    start.value = new Date(began).toISOString();
    var from = new Date(began);
    timer.querySelector("[data-timer-from]").textContent = from.getHours() + ":" + String(from.getMinutes()).padStart(2, "0");

    function seconds() { return Math.max(0, Math.floor((Date.now() - began) / 1000)); }
    function minutes() { return Math.max(1, Math.ceil(seconds() / 60)); }
    function draw() {
      var all = seconds(), hours = Math.floor(all / 3600), rest = String(all % 60).padStart(2, "0"), part = Math.floor(all / 60) % 60;
      clock.textContent = hours ? hours + ":" + String(part).padStart(2, "0") + ":" + rest : part + ":" + rest;
    }
    function stop() {
      if (stopped) return;
      stopped = true;
      clearInterval(running);
      draw();
      if (box && !typed) { box.value = minutes(); box.dispatchEvent(new Event("input", { bubbles: true })); }
      ended();
    }
    function ended() {
      timer.classList.add("is-ended");
      timer.querySelector("[data-timer-running]").hidden = true;
      timer.querySelector("[data-timer-ended]").hidden = false;
      end.hidden = true;
      if (box) timer.querySelector("[data-timer-said]").textContent = box.value + " " + timer.dataset.unit;
    }
    /* The way of the contact: what the band says follows the method; a message runs no clock. Nothing else is forced. */
    var ways = JSON.parse(timer.dataset.ways || "{}"), form = timer.closest("form");
    function isText() { return timer.dataset.way === "text"; }
    function way() {
      var method = form && form.querySelector("input[name=method]:checked");
      timer.dataset.way = method && ways[method.value] || "call";
      timer.querySelectorAll("[data-for]").forEach(function (one) { one.hidden = one.dataset.for !== timer.dataset.way; });
      clock.hidden = isText();
      timer.querySelector("[data-timer-since]").hidden = isText();
      end.hidden = stopped || isText();
    }
    if (form) form.addEventListener("change", function (event) { if (event.target.name === "method") way(); });
    var running = setInterval(draw, 1000);
    if (stopped) { clearInterval(running); timer.hidden = true; return; } /* minutes are already there: corrected by hand in their field */
    if (box) box.addEventListener("input", function (event) { if (event.isTrusted) typed = true; });
    end.addEventListener("click", stop);
    if (form) form.addEventListener("submit", function (event) {
      if (!stopped && box && !typed && !isText() && !event.defaultPrevented) box.value = minutes();
    });
    /* A contact that is only counted takes its minutes and its method from here. */
    var brief = document.getElementById("brief");
    if (brief) brief.addEventListener("submit", function () {
      var method = form && form.querySelector("input[name=method]:checked");
      if (!isText()) brief.elements.brief_minutes.value = minutes();
      if (method) brief.elements.method.value = method.value;
    });
    way();
    draw();
  });
})();

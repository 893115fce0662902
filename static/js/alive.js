/* An account that was disabled or moved must lose its open pages as well: every 15 s the server is asked whether this page may stay.
   204 = it may; 423 = the desk was left and is locked. Any other answer ends the page. No answer, or a gateway without an application behind it (502-504), keeps what was
   typed and says so: a cut line must not cost a note, and tells nothing about the account. */
(function () {
  "use strict";
  var EVERY_MS = 15000, PATIENCE_MS = 10000, page = document.body, url = page.dataset.aliveUrl;
  if (!url || !window.yui) return;
  var asking = false, active = true, running = setInterval(ask, EVERY_MS);

  /* Work is what hands do, and a running call; a page that only stands open is none. */
  ["keydown", "pointerdown", "input"].forEach(function (kind) {
    document.addEventListener(kind, function () { active = true; }, { capture: true, passive: true });
  });
  function calling() { return document.querySelector("[data-timer]:not(.is-ended):not([hidden])"); }

  /* The desk was left for too long: what is typed goes to the server, sealed, then the page goes. Until it is safe there the page
     is only hidden, and it is tried again. */
  function lock() {
    var forms = Array.prototype.filter.call(document.querySelectorAll("form[data-guard]"), window.yui.dirty || function () { return false; });
    var path = location.pathname + location.search;
    Promise.all(forms.slice(0, 1).map(function (form) {
      var fields = new URLSearchParams(Array.from(new FormData(form)).filter(function (pair) { return typeof pair[1] === "string"; }));
      fields.append("kept_path", path);
      return fetch(page.dataset.keepUrl, { method: "POST", body: fields, cache: "no-store", credentials: "same-origin", redirect: "manual" })
        .then(function (answer) { if (answer.status !== 204) throw new Error("not kept"); });
    })).then(function () {
      clearInterval(running);
      window.yui.end();
      location.replace(page.dataset.unlockUrl + "?" + new URLSearchParams({ next: path }));
    }, window.yui.hide);
  }

  function said(lost) {
    var line = page.querySelector(".connection"), template = page.querySelector("#no-connection");
    if (!lost && line) line.remove();
    if (lost && !line && template) page.append(template.content.cloneNode(true));
    document.dispatchEvent(new CustomEvent(lost ? "yui:lost" : "yui:found"));
  }

  function ask() {
    if (asking || document.documentElement.classList.contains("is-ended")) return;
    asking = true;
    var asked = active || calling() ? url + "&active=1" : url;
    active = false;
    fetch(asked, {
      cache: "no-store", credentials: "same-origin", redirect: "manual", headers: { "X-Requested-With": "XMLHttpRequest" },
      signal: AbortSignal.timeout(PATIENCE_MS)
    }).then(function (answer) {
      asking = false;
      if (answer.status === 204) said(false);
      else if (answer.status === 423) lock();
      else if (answer.status >= 502 && answer.status <= 504) said(true);
      else { clearInterval(running); window.yui.end(); }
    }, function () { asking = false; said(true); });
  }

  /* A note is sent only when the house answers: no browser keeps what was typed, so a form that ran into a dead line would be gone. */
  document.addEventListener("submit", function (event) {
    var form = event.target, button = event.submitter;
    if (!form.matches("form[data-guard]") || form.dataset.asked) { delete form.dataset.asked; return; }
    event.preventDefault();
    event.stopImmediatePropagation();
    if (form.dataset.asking) return;
    form.dataset.asking = "1";
    fetch(url + "&active=1", { cache: "no-store", credentials: "same-origin", redirect: "manual", signal: AbortSignal.timeout(PATIENCE_MS) })
      .then(function (answer) { return answer.status; }, function () { return 503; })
      .then(function (status) {
        delete form.dataset.asking;
        if (status === 423) lock();
        else if (status >= 500) said(true);
        else if (status === 204) { said(false); form.dataset.asked = "1"; form.requestSubmit(button); }
        else { clearInterval(running); window.yui.end(); }
      });
  }, true);

  document.addEventListener("visibilitychange", function () { if (!document.hidden) ask(); });
  document.addEventListener("yui:shown", ask);
  window.addEventListener("online", ask);
  /* A page brought back from the browser's memory is asked about before the first quarter minute is over. */
  window.addEventListener("pageshow", function (event) { if (event.persisted) ask(); });
})();

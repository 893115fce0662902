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

  /* The desk is locked, because it was left or hidden: what is typed goes to the server, sealed, once; then the page goes. Until it is
     safe there the page is only hidden, and it is tried again. A hidden page stays neutral until she presses "go on". */
  var isKept = false;
  function path() { return location.pathname + location.search; } /* a draft that is kept has an address of its own */
  function keep(form) {
    var fields = new URLSearchParams(Array.from(new FormData(form)).filter(function (pair) { return typeof pair[1] === "string"; }));
    fields.append("kept_path", path());
    return fetch(page.dataset.keepUrl, { method: "POST", body: fields, cache: "no-store", credentials: "same-origin", redirect: "manual" })
      .then(function (answer) { if (answer.status !== 204) throw new Error("not kept"); });
  }
  function keepAll() {
    if (isKept) return Promise.resolve();
    var forms = Array.prototype.filter.call(window.yui.page().querySelectorAll("form[data-guard]"), window.yui.dirty || function () { return false; });
    return Promise.all(forms.map(function (form) {
      if (!("draft" in form.dataset) || !window.yui.keepDraft) return keep(form);
      return window.yui.keepDraft().catch(function () { return keep(form); }); /* a draft needs no second copy */
    })).then(function () { isKept = true; });
  }
  function leave() {
    clearInterval(running);
    window.yui.end();
    location.replace(page.dataset.unlockUrl + "?" + new URLSearchParams({ next: path() }));
  }
  function lock() {
    if (window.yui.isHidden()) keepAll().catch(function () { /* tried again with the next question */ });
    else keepAll().then(leave, window.yui.hide);
  }

  function status(asked, more) {
    return fetch(asked, Object.assign({
      cache: "no-store", credentials: "same-origin", redirect: "manual", headers: { "X-Requested-With": "XMLHttpRequest" },
      signal: AbortSignal.timeout(PATIENCE_MS)
    }, more)).then(function (answer) { return answer.status; }, function () { return 503; });
  }
  /* Hidden just now: the question carries the cookie of the press, so the answer is "locked" and the text is kept at once. */
  document.addEventListener("yui:hidden", function () {
    isKept = false;
    status(url, { keepalive: true }).then(function (answer) { if (answer === 423) lock(); });
  });
  /* "Go on": only the server says whether the page may come back, and it says so only after a proof. */
  var coming = false;
  window.yui.comeBack = function () {
    if (coming) return;
    coming = true;
    status(url).then(function (answer) {
      coming = false;
      if (answer === 204) window.yui.show();
      else if (answer === 423) keepAll().then(leave, function () { window.yui.noAnswer(true); });
      else if (answer >= 500) window.yui.noAnswer(true);
      else { clearInterval(running); window.yui.end(); }
    });
  };

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
    status(asked).then(function (answer) {
      asking = false;
      if (answer === 204) said(false);
      else if (answer === 423) lock();
      else if (answer >= 502 && answer <= 504) said(true);
      else { clearInterval(running); window.yui.end(); }
    });
  }

  /* A note is sent only when the house answers: no browser keeps what was typed, so a form that ran into a dead line would be gone. */
  document.addEventListener("submit", function (event) {
    var form = event.target, button = event.submitter;
    if (!form.matches("form[data-guard]") || form.dataset.asked) { delete form.dataset.asked; return; }
    event.preventDefault();
    event.stopImmediatePropagation();
    if (form.dataset.asking) return;
    form.dataset.asking = "1";
    status(url + "&active=1").then(function (answer) {
      delete form.dataset.asking;
      if (answer === 423) lock();
      else if (answer >= 500) said(true);
      else if (answer === 204) { said(false); form.dataset.asked = "1"; form.requestSubmit(button); }
      else { clearInterval(running); window.yui.end(); }
    });
  }, true);

  document.addEventListener("visibilitychange", function () { if (!document.hidden) ask(); });
  document.addEventListener("yui:shown", function () { isKept = false; ask(); });
  window.addEventListener("online", ask);
  /* A page brought back from the browser's memory is asked about before the first quarter minute is over. */
  window.addEventListener("pageshow", function (event) { if (event.persisted) ask(); });
})();

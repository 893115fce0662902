/* An account that was disabled or moved must lose its open pages as well: every 15 s the server is asked whether this page may stay.
   204 = it may. Any other answer ends the page. No answer, or a gateway without an application behind it (502-504), keeps what was
   typed and says so: a cut line must not cost a note, and tells nothing about the account. */
(function () {
  "use strict";
  var EVERY_MS = 15000, PATIENCE_MS = 10000, page = document.body, url = page.dataset.aliveUrl;
  if (!url || !window.yui) return;
  var asking = false, running = setInterval(ask, EVERY_MS);

  function said(lost) {
    var line = page.querySelector(".connection"), template = page.querySelector("#no-connection");
    if (!lost && line) line.remove();
    if (lost && !line && template) page.append(template.content.cloneNode(true));
    document.dispatchEvent(new CustomEvent(lost ? "yui:lost" : "yui:found"));
  }

  function ask() {
    if (asking || document.documentElement.classList.contains("is-ended")) return;
    asking = true;
    fetch(url, {
      cache: "no-store", credentials: "same-origin", redirect: "manual", headers: { "X-Requested-With": "XMLHttpRequest" },
      signal: AbortSignal.timeout(PATIENCE_MS)
    }).then(function (answer) {
      asking = false;
      if (answer.status === 204) said(false);
      else if (answer.status >= 502 && answer.status <= 504) said(true);
      else { clearInterval(running); window.yui.end(); }
    }, function () { asking = false; said(true); });
  }

  document.addEventListener("visibilitychange", function () { if (!document.hidden) ask(); });
  document.addEventListener("yui:shown", ask);
  window.addEventListener("online", ask);
  /* A page brought back from the browser's memory is asked about before the first quarter minute is over. */
  window.addEventListener("pageshow", function (event) { if (event.persisted) ask(); });
})();

/* Two people at one record know of each other: an open page asks every five seconds who is writing there, and says so when it writes itself. */
(function () {
  "use strict";
  var EVERY_MS = 5000, PATIENCE_MS = 4000;
  var line = document.querySelector("[data-presence]"), token = document.querySelector("input[name=csrfmiddlewaretoken]");
  if (!line || !token) return;

  function ask() {
    if (document.hidden || document.documentElement.matches(".is-hidden, .is-ended")) return;
    var body = new FormData();
    body.set("csrfmiddlewaretoken", token.value);
    body.set("kind", line.dataset.kind);
    body.set("at", line.dataset.at);
    if ("writing" in line.dataset) body.set("writing", "1");
    fetch(line.dataset.presence, {
      method: "POST", body: body, cache: "no-store", credentials: "same-origin", redirect: "manual", signal: AbortSignal.timeout(PATIENCE_MS)
    }).then(function (answer) { return answer.status === 200 ? answer.text() : ""; }).catch(function () { return ""; }).then(function (text) {
      if (line.textContent.trim() !== text.trim()) line.innerHTML = text;
      line.hidden = !text.trim();
    });
  }
  setInterval(ask, EVERY_MS);
  document.addEventListener("visibilitychange", ask);
  ask();
})();

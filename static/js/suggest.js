/* Suggestions under a search box for persons (combobox with a listbox). Without script the box searches as ever.
   What is typed is posted, never put into an address; nothing is asked while an input method composes. A list that stood for
   two seconds, or from which a person is opened, is reported: it counts as a search. */
(function () {
  "use strict";
  if (!window.htmx) return;
  var WAIT_MS = 180, STOOD_MS = 2000, FEWEST = 2;

  document.querySelectorAll("form[data-suggest]").forEach(function (form) {
    var input = form.querySelector("input[name=q]"), list = document.createElement("ul");
    var asking, standing, place = -1, composing = false, asked = "", isReported = false;
    input.type = "text"; /* a searchbox may not be a combobox */
    list.id = input.id + "_list";
    list.className = "suggestions";
    list.hidden = true;
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", input.labels[0] ? input.labels[0].textContent.trim() : "");
    input.parentNode.append(list);
    input.setAttribute("role", "combobox");
    input.setAttribute("aria-autocomplete", "list");
    input.setAttribute("aria-controls", list.id);
    input.setAttribute("aria-expanded", "false");

    function options() { return list.querySelectorAll("[role=option]:not([aria-disabled])"); }
    function close() {
      clearTimeout(asking);
      clearTimeout(standing);
      list.hidden = true;
      place = -1;
      input.setAttribute("aria-expanded", "false");
      input.removeAttribute("aria-activedescendant");
    }
    function report(how) {
      var fields = new URLSearchParams({ how: how, csrfmiddlewaretoken: form.elements.csrfmiddlewaretoken.value });
      isReported = true;
      return fetch(form.dataset.counted, { method: "POST", body: fields, keepalive: true, cache: "no-store", credentials: "same-origin", redirect: "manual" });
    }
    function ask() {
      var words = input.value.trim();
      if (composing || words === asked && !list.hidden) return;
      window.htmx.trigger(input, "htmx:abort");
      if (words.length < FEWEST) { asked = ""; close(); return; }
      asked = words;
      window.htmx.ajax("POST", form.dataset.suggest, { source: input, target: list, swap: "innerHTML", values: {
        q: words, own: form.dataset.own || "", csrfmiddlewaretoken: form.elements.csrfmiddlewaretoken.value } });
    }
    function soon() { clearTimeout(asking); clearTimeout(standing); asking = setTimeout(ask, WAIT_MS); }
    function mark(next) {
      var all = options();
      if (!all.length) return;
      place = (next + all.length) % all.length;
      all.forEach(function (one, index) { one.setAttribute("aria-selected", String(index === place)); });
      input.setAttribute("aria-activedescendant", all[place].id);
      all[place].scrollIntoView({ block: "nearest" });
    }
    function choose(one) {
      var own = form.dataset.own, sent = report("opened");
      input.value = own ? one.dataset.name : input.value;
      close();
      function go() { if (own) form.requestSubmit(); else location.assign(one.dataset.url); }
      sent.then(go, go);
    }

    input.addEventListener("compositionstart", function () { composing = true; });
    input.addEventListener("compositionend", function () { composing = false; soon(); });
    input.addEventListener("input", function (event) { if (!composing && !event.isComposing) soon(); });
    input.addEventListener("blur", function () { setTimeout(close, 150); });
    form.addEventListener("submit", close);
    document.addEventListener("yui:hidden", close);
    input.addEventListener("keydown", function (event) {
      if (composing || event.isComposing || event.keyCode === 229) return;
      if (event.key === "Escape" && !list.hidden) { event.preventDefault(); close(); return; }
      if (event.key === "ArrowDown" && list.hidden) { event.preventDefault(); asked = ""; ask(); return; }
      if (list.hidden) return;
      if (event.key === "ArrowDown") { event.preventDefault(); mark(place + 1); }
      if (event.key === "ArrowUp") { event.preventDefault(); mark(place < 0 ? -1 : place - 1); }
      if (event.key === "Enter" && place >= 0) { event.preventDefault(); choose(options()[place]); }
    });
    list.addEventListener("mousedown", function (event) { event.preventDefault(); });
    list.addEventListener("click", function (event) {
      var one = event.target.closest("[role=option]:not([aria-disabled])");
      if (one) choose(one);
    });
    /* Anything but a list (signed out, absent, resting) belongs on a whole page, not under the box. */
    list.addEventListener("htmx:beforeSwap", function (event) {
      if (event.detail.xhr.status === 200 && event.detail.serverResponse.indexOf('role="option"') >= 0 && document.activeElement === input) return;
      event.detail.shouldSwap = false;
      close();
    });
    list.addEventListener("htmx:afterSwap", function () {
      place = -1;
      isReported = false;
      list.hidden = false;
      input.setAttribute("aria-expanded", "true");
      input.removeAttribute("aria-activedescendant");
      clearTimeout(standing);
      standing = setTimeout(function () { if (!list.hidden && !isReported) report("stood"); }, STOOD_MS);
    });
  });
})();

/* Who is calling: those who may be meant appear while she types, and one is chosen, without leaving the sheet. Without script the same
   buttons send the whole sheet and it comes back as it was typed. What is typed is posted; nothing is asked while an input method
   composes. A list that stood for two seconds is reported: it counts as a search. */
(function () {
  "use strict";
  var WAIT_MS = 180, STOOD_MS = 2000, FEWEST = 2;
  var part = document.querySelector("[data-caller]"), form = part && part.closest("form"), box = form && form.elements.who;
  if (!box) return;
  var asking, standing, running, composing = false, asked = "";

  function chosen() { return form.elements.client ? form.elements.client.value : ""; }
  function block() { return document.getElementById("caller"); }
  function post(url, fields, more) {
    fields.csrfmiddlewaretoken = form.elements.csrfmiddlewaretoken.value;
    return fetch(url, Object.assign({ method: "POST", body: new URLSearchParams(fields), cache: "no-store", credentials: "same-origin", redirect: "manual",
      headers: { "X-Requested-With": "XMLHttpRequest" } }, more));
  }
  function report() { post(part.dataset.counted, { how: "stood" }, { keepalive: true }).catch(function () { /* counted by the next one */ }); }

  /* One step. Only this block and the strip of safe contact are replaced; all that is typed stands outside of them. */
  function step(name) {
    var fields = { step: name, who: box.value };
    if (running) running.abort();
    clearTimeout(standing);
    if (form.elements.is_new_client && form.elements.is_new_client.checked) fields.is_new_client = "on";
    if (chosen() && name === "find") return Promise.resolve(false);
    running = new AbortController();
    return post(form.getAttribute("action") || location.href, fields, { signal: running.signal }).then(function (answer) {
      return answer.status === 200 ? answer.text() : "";
    }).then(function (text) {
      if (!text) return false;
      var page = new DOMParser().parseFromString(text, "text/html");
      ["safe-strip", "caller"].forEach(function (id) {
        var now = page.getElementById(id);
        if (now) document.getElementById(id).replaceWith(now);
      });
      form.dispatchEvent(new Event("input", { bubbles: true })); /* the draft knows whom she chose */
      return true;
    }).catch(function () { return false; });
  }
  function find() {
    var words = box.value.trim();
    if (composing || words === asked) return;
    asked = words;
    if (words.length < FEWEST) {
      if (running) running.abort();
      clearTimeout(standing);
      if (!chosen() && !(form.elements.is_new_client && form.elements.is_new_client.checked)) block().querySelectorAll(".caller__count, .caller__hits").forEach(function (one) { one.remove(); });
      return;
    }
    step("find").then(function (came) {
      if (!came) return;
      standing = setTimeout(function () { if (block().querySelector("[data-choose]")) report(); }, STOOD_MS);
    });
  }
  function soon() { clearTimeout(asking); asking = setTimeout(find, WAIT_MS); }

  box.addEventListener("compositionstart", function () { composing = true; });
  box.addEventListener("compositionend", function () { composing = false; soon(); });
  box.addEventListener("input", function (event) { if (!composing && !event.isComposing) soon(); });

  /* Arrows go from the box to those who may be meant and back; Enter in the box only searches. */
  part.addEventListener("keydown", function (event) {
    if (composing || event.isComposing || event.keyCode === 229) return;
    var all = Array.from(part.querySelectorAll("[data-choose], #id_is_new_client")), at = all.indexOf(document.activeElement);
    if (event.target === box && event.key === "Enter") { event.preventDefault(); if (!event.ctrlKey) { asked = ""; find(); } return; }
    if (event.target !== box && at < 0) return;
    if (event.key === "ArrowDown" && all[at + 1]) { event.preventDefault(); all[at + 1].focus(); }
    if (event.key === "ArrowUp" && at >= 0) { event.preventDefault(); (all[at - 1] || box).focus(); }
  });

  var choosing = null;
  part.addEventListener("click", function (event) {
    var button = event.target.closest("button[name=step]");
    if (!button) return;
    event.preventDefault();
    if (button.value === "find") { asked = ""; find(); return; }
    clearTimeout(asking);
    choosing = step(button.value).then(function (came) {
      choosing = null;
      asked = box.value.trim();
      if (!came) return;
      var name = block().querySelector("[data-caller-chosen]");
      if (name) name.focus(); else { box.focus(); asked = ""; find(); }
    });
  });
  /* Saved while the choice is still under way: the choice first. */
  form.addEventListener("submit", function (event) {
    if (!choosing) return;
    var submitter = event.submitter;
    event.preventDefault();
    choosing.then(function () { form.requestSubmit(submitter); });
  });

  /* "None of these": the words already typed become hers, where she has written none. */
  part.addEventListener("change", function (event) {
    if (event.target.name !== "is_new_client" || !event.target.checked) return;
    var said = block().dataset;
    [["caller_name", said.name], ["caller_kana", said.kana], ["caller_phone", said.phone]].forEach(function (pair) {
      var field = form.elements[pair[0]];
      if (field && !field.value && pair[1]) { field.value = pair[1]; field.dispatchEvent(new Event("input", { bubbles: true })); }
    });
  });

  if (chosen() && !block().querySelector("[data-caller-chosen]")) step(chosen()); /* kept text that came back */
  else if (box.value.trim()) find();
})();

/* Words of the narrative propose codes; a press adds one, nothing is set by itself. All happens in the browser. A word that is denied
   (殴られていない) proposes nothing. And the questions that fit the main complaint stand open beside the text. */
(function () {
  "use strict";
  var WAIT_MS = 250, MOST = 6;
  var DENIED = /^.{0,2}?(?:て|で)?(?:は|も)?(?:い)?(?:ない|なかった|ません|ず[、。にと])|^.{0,3}?こと(?:は|も|が)?(?:ない|なかった|ありません)|^[^。、\n]{0,4}(?:では|じゃ)(?:ない|なかった|ありません)|^(?:は|も|など)?(?:ない|なし|なかった|ありません)/;
  var part = document.querySelector("[data-proposals]"), form = part && part.closest("form"), text = form && form.elements.narrative;
  if (!text) return;
  var words = JSON.parse(part.dataset.proposals), list = part.querySelector("[data-proposed]"), said = part.querySelector("[data-proposal-said]");
  var waiting, composing = false;

  function boxOf(field, code) {
    return Array.from(form.querySelectorAll("input[name='" + field + "']")).find(function (one) { return one.value === code; });
  }
  function isOpen(box) { /* not chosen yet, and for one of many none chosen */
    return box.type === "radio" ? !form.querySelector("input[name='" + box.name + "']:checked") : !box.checked;
  }
  function placeOf(told, word) { /* where it stands without being denied; -1 nowhere */
    for (var at = told.indexOf(word); at >= 0; at = told.indexOf(word, at + 1)) if (!DENIED.test(told.slice(at + word.length, at + word.length + 10))) return at;
    return -1;
  }
  function whole(told, at, shown) { /* 時に戻る is quoted with its hour: 夕方6時に戻る */
    return shown.charAt(0) === "時" ? told.slice(0, at).match(/[朝昼夕夜方\d０-９]*$/)[0] + shown : shown;
  }
  function labelOf(box) {
    var label = box.labels[0].querySelector("span").textContent;
    return box.name === "next_day" ? part.dataset.deadline + " " + label : label;
  }
  function chip(box, shown) {
    var button = document.createElement("button");
    button.type = "button";
    button.className = "chip chip--proposed";
    button.dataset.field = box.name;
    button.dataset.code = box.value;
    button.textContent = "＋ " + labelOf(box) + part.dataset.open + shown + part.dataset.close;
    return button;
  }
  function draw() {
    var told = text.value, first = {}, place = document.activeElement, kept = list.contains(place) ? place.dataset.field + " " + place.dataset.code : "";
    words.forEach(function (row) {
      var key = row[1] + " " + row[2], box = boxOf(row[1], row[2]), at = box && isOpen(box) ? placeOf(told, row[0]) : -1;
      if (at >= 0 && !(first[key] && first[key].at <= at)) first[key] = { at: at, box: box, shown: whole(told, at, row[3]) };
    });
    var found = Object.values(first).sort(function (one, other) { return one.at - other.at; }).slice(0, MOST);
    list.replaceChildren.apply(list, found.map(function (one) { return chip(one.box, one.shown); }));
    Array.from(list.children).forEach(function (one, index) {
      one.tabIndex = index ? -1 : 0;
      if (kept === one.dataset.field + " " + one.dataset.code) one.focus();
    });
    part.hidden = !found.length;
  }
  function soon() { clearTimeout(waiting); waiting = setTimeout(draw, WAIT_MS); }

  text.addEventListener("compositionstart", function () { composing = true; });
  text.addEventListener("compositionend", function () { composing = false; soon(); });
  text.addEventListener("input", function () { if (!composing) soon(); });
  form.addEventListener("change", soon);
  list.addEventListener("click", function (event) {
    var button = event.target.closest("button");
    if (!button) return;
    var box = boxOf(button.dataset.field, button.dataset.code), next = button.nextElementSibling || button.previousElementSibling || text;
    box.checked = true;
    said.textContent = part.dataset.added + " " + labelOf(box);
    next.focus();
    box.dispatchEvent(new Event("input", { bubbles: true }));
    box.dispatchEvent(new Event("change", { bubbles: true }));
    draw();
  });
  list.addEventListener("keydown", function (event) {
    var step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key], all = Array.from(list.children);
    if (!step) return;
    event.preventDefault();
    all[(all.indexOf(document.activeElement) + step + all.length) % all.length].focus();
  });

  function questions() {
    var chosen = form.querySelector("input[name=main_complaint]:checked");
    form.querySelectorAll("[data-questions]").forEach(function (one) {
      var fits = Boolean(chosen) && one.dataset.questions === chosen.value;
      if (fits && one.hidden) one.open = true;
      one.hidden = !fits;
    });
  }
  form.addEventListener("change", function (event) { if (event.target.name === "main_complaint") questions(); });
  form.addEventListener("yui:restored", function () { questions(); draw(); }); /* a draft came back */
  questions();
  draw();
})();

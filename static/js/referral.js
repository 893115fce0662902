/* Hand over: choosing a kind ticks the groups that it cannot do without, as long as no group was ticked by hand
   (the server does the same). A choice of an agency outlives the narrowing of its list. */
(function () {
  "use strict";
  var form = document.getElementById("offer"), minimums = form && form.querySelector("[data-minimums]");
  if (!minimums) return;
  var boxes = Array.from(form.querySelectorAll("input[name=groups]")), done = form.elements.namedItem("ticked_for");
  var touched = boxes.some(function (box) { return box.checked; }) && !done.value;

  form.addEventListener("change", function (event) {
    if (event.target.name === "groups") touched = true;
    if (event.target.name !== "kind" || touched) return;
    var needed = (minimums.getAttribute("data-" + event.target.value) || "").split(" ");
    boxes.forEach(function (box) { box.checked = needed.indexOf(box.value) >= 0; });
    done.value = event.target.value;
  }, true);

  /* A narrowed list that comes in while she chooses must not undo her choice. */
  var chosen = "";
  form.addEventListener("change", function (event) { if (event.target.name === "agency") chosen = event.target.value; }, true);
  document.body.addEventListener("htmx:afterSwap", function (event) {
    if (event.target.id !== "agencies") return;
    var radios = Array.from(form.querySelectorAll("input[name=agency]"));
    if (radios.some(function (radio) { return radio.checked; })) return;
    radios.forEach(function (radio) { if (radio.value === chosen) radio.checked = true; });
  });
})();

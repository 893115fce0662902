/* Text that was typed before the desk locked comes back into its form: only what a hand can fill, the version it was written on, and the
   moment at which the call began, so that its timer goes on. */
(function () {
  "use strict";
  var kept = JSON.parse(document.body.dataset.kept || "{}");
  delete document.body.dataset.kept;

  function fits(form) {
    var move = form.querySelector("input[type=hidden][name=move]");
    return !move || !kept.move || move.value === kept.move[0];
  }
  function fillable(box) { return box.name in kept && (box.type !== "hidden" || ["version", "call_started_at", "draft_version"].indexOf(box.name) >= 0) && box.type !== "file"; }

  var form = Array.prototype.find.call(document.querySelectorAll("form[data-guard]"), fits);
  if (!form) return;
  Array.prototype.forEach.call(form.elements, function (box) {
    if (!fillable(box)) return;
    var values = kept[box.name];
    if (box.type === "checkbox" || box.type === "radio") box.checked = values.indexOf(box.value) >= 0;
    else if (box.tagName === "SELECT") Array.prototype.forEach.call(box.options, function (one) { one.selected = values.indexOf(one.value) >= 0; });
    else box.value = values[0];
    box.dispatchEvent(new Event("input", { bubbles: true }));
    box.dispatchEvent(new Event("change", { bubbles: true }));
  });
  var mark = document.createElement("input");
  mark.type = "hidden";
  mark.name = "kept";
  mark.value = kept.kept[0];
  form.append(mark);
})();

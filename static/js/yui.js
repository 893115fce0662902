/* Small aids of every page: keys, one sending for two presses, unsaved text, menu, focus after saving. All pages work without them. */
(function () {
  "use strict";
  var KEY_OFF = "yui-single-key-off", SENT_MS = 8000;
  var composing = false, leavingSafely = false;

  function stored(key) { try { return localStorage.getItem(key); } catch (_) { return null; } }
  function store(key, value) { try { if (value) localStorage.setItem(key, value); else localStorage.removeItem(key); } catch (_) { /* stays as it is */ } }
  function inText(node) {
    return node && (node.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(node.tagName));
  }

  /* Keys: never while an input method composes. */
  document.addEventListener("compositionstart", function () { composing = true; }, true);
  document.addEventListener("compositionend", function () { composing = false; }, true);
  document.addEventListener("keydown", function (event) {
    if (composing || event.isComposing || event.keyCode === 229 || event.defaultPrevented) return;
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.code !== "KeyN" && event.key !== "n") return;
    if (!event.altKey && (inText(event.target) || stored(KEY_OFF))) return;
    var link = document.querySelector("a[data-new-consultation]");
    if (!link) return;
    event.preventDefault();
    link.click();
  });

  /* A second press is swallowed. The server's own mark is the real guard; this spares her the doubt. */
  function free(form) {
    delete form.dataset.sent;
    form.querySelectorAll(".is-sent").forEach(function (button) { button.classList.remove("is-sent"); });
  }
  document.addEventListener("submit", function (event) {
    var form = event.target, button = event.submitter;
    if (event.defaultPrevented) return;
    if (button && button.getAttribute("aria-disabled") === "true" || form.dataset.sent) { event.preventDefault(); return; }
    leavingSafely = true;
    if ((form.getAttribute("method") || "get").toLowerCase() !== "post" || "again" in form.dataset) return;
    form.dataset.sent = "1";
    if (button) button.classList.add("is-sent");
    setTimeout(free, SENT_MS, form); /* an answer that is a file leaves the page standing */
  });
  window.addEventListener("pageshow", function () {
    leavingSafely = false;
    document.querySelectorAll("form[data-sent]").forEach(free);
  });
  document.addEventListener("click", function (event) {
    var dead = event.target.closest("a.button[aria-disabled=true], button[aria-disabled=true]");
    if (dead) event.preventDefault();
    if (event.target.closest("[data-print]")) window.print();
  });

  /* Unsaved text asks before it is left behind. */
  function dirty(form) {
    return Array.prototype.some.call(form.elements, function (box) {
      if (box.type === "hidden" || box.name === "" ) return false;
      if (box.type === "checkbox" || box.type === "radio") return box.checked !== box.defaultChecked;
      if (box.tagName === "SELECT") return Array.prototype.some.call(box.options, function (o) { return o.selected !== o.defaultSelected; }) && box.selectedIndex > 0;
      return "defaultValue" in box && box.value !== box.defaultValue;
    });
  }
  if (window.yui) window.yui.dirty = dirty;
  window.addEventListener("beforeunload", function (event) {
    if (leavingSafely || document.documentElement.classList.contains("is-ended")) return;
    /* An answer with errors shows typed text that is not saved yet: it counts as unsaved too. */
    var open = Array.prototype.some.call(document.querySelectorAll("form[data-guard]"), function (form) {
      return !("safe" in form.dataset) && (dirty(form) || form.querySelector("[aria-invalid=true]")); /* safe: kept as a draft (draft.js) */
    });
    if (open) event.preventDefault();
  });

  document.addEventListener("change", function (event) {
    var form = event.target.form;
    if (form && "submitOnChange" in form.dataset && event.target.tagName === "SELECT") form.requestSubmit();
  });

  /* Menu of the phone */
  document.addEventListener("click", function (event) {
    var button = event.target.closest("[data-menu]");
    if (!button) return;
    var open = button.getAttribute("aria-expanded") !== "true";
    button.setAttribute("aria-expanded", String(open));
    var navigation = document.getElementById("navigation");
    if (navigation) navigation.classList.toggle("is-open", open);
  });
  document.addEventListener("keydown", function (event) {
    var button = document.querySelector("[data-menu][aria-expanded=true]");
    if (event.key === "Escape" && button) { button.click(); button.focus(); }
  });

  /* The single key n can be switched off (WCAG 2.1.4); the wish stays on this computer. */
  document.querySelectorAll("[data-key-switch]").forEach(function (part) {
    var box = part.querySelector("input");
    box.checked = !stored(KEY_OFF);
    box.addEventListener("change", function () { store(KEY_OFF, box.checked ? "" : "1"); });
    part.hidden = false;
  });

  /* A revealed value runs back to 0:00 and is then taken out of the page. */
  document.querySelectorAll("[data-countdown]").forEach(function (part) {
    var until = Date.parse(part.dataset.countdown), clock = part.querySelector("[data-countdown-clock]");
    function tick() {
      var rest = Math.max(0, Math.ceil((until - Date.now()) / 1000));
      clock.textContent = Math.floor(rest / 60) + ":" + String(rest % 60).padStart(2, "0");
      if (rest > 0) return;
      clearInterval(running);
      part.textContent = part.dataset.ended;
      part.setAttribute("role", "status");
    }
    var running = setInterval(tick, 500);
    tick();
  });

  /* An answer with errors came from a sent form. The browser would write what was sent into its own memory of the tab, on the disk:
     the entry becomes that of the page itself. The text stands in the form, and leaving it unsaved asks first. */
  if (document.querySelector("form[data-guard]:not([action]) [aria-invalid=true]")) history.replaceState(null, "", location.href);

  var first = document.querySelector("#errors[data-focus]") || document.querySelector("[data-focus]");
  if (first && !document.documentElement.classList.contains("is-hidden")) first.focus();
})();

/* Hide-now: one press replaces the page by a neutral one. It asks no server, so it works without a connection.
   The press also leaves a cookie that locks the session with the next request: coming back needs the server and a proof (alive.js).
   Loaded before the page, not deferred: it must answer while the rest still comes in. */
(function () {
  "use strict";
  var root = document.documentElement, FLAG = "yui-hidden", kept = null;
  var channel = "BroadcastChannel" in window ? new BroadcastChannel("yui-hide") : null;
  root.classList.add("js");

  /* Storage can be shut off by the browser; hiding must work all the same. */
  function remember(on) {
    try { if (on) sessionStorage.setItem(FLAG, "1"); else sessionStorage.removeItem(FLAG); } catch (_) { /* not kept over a reload */ }
  }
  function leaveCookie() {
    document.cookie = "yui_hidden=1; path=/; SameSite=Lax" + (location.protocol === "https:" ? "; Secure" : "");
  }
  function remembered() { try { return sessionStorage.getItem(FLAG) === "1"; } catch (_) { return false; } }

  function icon(neutral) {
    var link = document.querySelector("link[rel=icon]");
    if (!link) return;
    if (!link.dataset.own) link.dataset.own = link.getAttribute("href");
    link.setAttribute("href", neutral ? link.dataset.neutral : link.dataset.own);
  }

  function neutralBody(name) {
    var body = document.createElement("body"), template = document.getElementById(name);
    body.className = "neutral-body";
    if (template) body.append(template.content.cloneNode(true));
    return body;
  }

  function show() {
    if (!kept) return;
    document.body.replaceWith(kept.body);
    document.title = kept.title;
    icon(false);
    root.classList.remove("is-hidden");
    remember(false);
    window.scrollTo(0, kept.top);
    if (kept.focus && kept.focus.isConnected) kept.focus.focus({ preventScroll: true });
    kept = null;
    document.dispatchEvent(new CustomEvent("yui:shown"));
  }

  function hide() {
    if (kept || root.classList.contains("is-ended")) return;
    root.classList.add("is-hidden");
    remember(true);
    if (!document.body || !document.getElementById("neutral-hidden")) return; /* still loading: the rest is hidden, see below */
    var focus = document.activeElement, title = document.title;
    if (focus && focus.blur) focus.blur(); /* ends an input-method composition, so its text is kept */
    kept = { body: document.body, title: title, top: window.scrollY, focus: focus };
    var body = neutralBody("neutral-hidden");
    document.body.replaceWith(body);
    document.title = body.querySelector("h1").textContent;
    icon(true);
    var go = body.querySelector("[data-go-on]");
    go.addEventListener("click", goOn);
    go.focus({ preventScroll: true });
    document.dispatchEvent(new CustomEvent("yui:hidden"));
  }

  /* A page of a signed-in person comes back by way of the server only (alive.js, or a reload where it did not load). */
  function goOn() {
    if (!kept || !kept.body.dataset.aliveUrl) show();
    else if (window.yui.comeBack) window.yui.comeBack();
    else location.reload();
  }
  function noAnswer(is) {
    var said = document.querySelector("[data-no-answer]"), words = kept && kept.body.querySelector("#neutral-no-answer");
    if (said) said.textContent = is && words ? words.content.textContent : "";
  }

  /* The session is over (see alive.js): the page is thrown away for good, typed text too. */
  function end() {
    if (root.classList.contains("is-ended")) return;
    var body;
    if (kept) { document.body.replaceWith(kept.body); kept = null; }
    body = neutralBody("neutral-ended");
    remember(false);
    root.classList.remove("is-hidden");
    root.classList.add("is-ended");
    document.dispatchEvent(new CustomEvent("yui:ended"));
    document.body.replaceWith(body);
    document.title = (body.querySelector("h1") || {}).textContent || "";
    icon(true);
    var link = body.querySelector("a");
    if (link) link.focus();
  }

  function everywhere() { leaveCookie(); hide(); if (channel) channel.postMessage("hide"); }
  if (channel) channel.onmessage = function (message) { if (message.data === "hide") hide(); };

  document.addEventListener("keydown", function (event) {
    if (event.ctrlKey && event.shiftKey && !event.altKey && (event.code === "Period" || event.key === "." || event.key === ">")) {
      event.preventDefault();
      everywhere();
    }
  }, true);
  document.addEventListener("click", function (event) {
    if (event.target.closest && event.target.closest("[data-hide-now]")) everywhere();
  });
  /* A reload or a step back must not bring the page to light. */
  if (remembered()) root.classList.add("is-hidden");
  document.addEventListener("DOMContentLoaded", function () { if (root.classList.contains("is-hidden")) hide(); });

  window.yui = {
    hide: everywhere, end: end, show: show, noAnswer: noAnswer,
    isHidden: function () { return Boolean(kept); },
    page: function () { return kept ? kept.body : document.body; } /* where the forms stand, also while they are out of sight */
  };
})();

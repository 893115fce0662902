/* A form for a consultation is kept on the server while it is typed: a second and a half after the last key, every four seconds while keys go on,
   when a field or the page is left. So a browser, a server or a desk that dies takes no more than the last five seconds.
   Each sending says which window sends (writer), its place among that window's sendings (serial) and which version of the draft the window knows:
   a late one never overwrites a newer text, and the text of another window never without a decision.
   What an input method is still composing is not sent, but when the page is left. */
(function () {
  "use strict";
  var REST_MS = 1500, LATEST_MS = 4000, PATIENCE_MS = 10000, PAUSES_MS = [1000, 2000, 4000, 8000, 15000];
  var KEEPALIVE_BYTES = 60000; /* what a browser still sends for a page that is gone, all together 64 KiB */
  var form = document.querySelector("form[data-draft]"), box = document.querySelector("[data-draft-conflict]");
  if (!form || !window.yui) return;
  var line = form.querySelector("[data-draft-state]"), said = form.querySelector("[data-draft-said]"), words = line.dataset;
  var marks = {};
  ["once", "draft_writer", "draft_serial", "draft_version", "draft_apart"].forEach(function (name) { marks[name] = form.querySelector("input[name=" + name + "]"); });

  /* `typed` counts changes; `sent` and `safe` say up to which of them the server was sent and has answered. */
  var typed = 0, sent = 0, safe = 0, since = 0, savedAt = Date.parse(form.dataset.draftSaved) || 0, timer = 0, failures = 0, active = false;
  var composing = false, before = null, leaving = false, ended = false, trouble = "", tooLong = "", theirs = 0;
  var apart = Boolean(box && box.querySelector("section"));

  function word(bytes) { return Array.from(crypto.getRandomValues(new Uint8Array(bytes)), function (one) { return one.toString(16).padStart(2, "0"); }).join(""); }
  if (!marks.draft_writer.value) marks.draft_writer.value = word(12);
  if (apart && !marks.draft_apart.value) marks.draft_apart.value = word(16);

  /* The fields as they stand. What is too long for a draft is left out, the longest first, and named. */
  function collect() {
    var body = new FormData(form), left = [], all = 0;
    var pairs = Array.from(body).filter(function (pair) { return typeof pair[1] === "string"; });
    pairs.forEach(function (pair) { all += pair[1].length; });
    pairs.sort(function (one, other) { return other[1].length - one[1].length; });
    while (all > Number(form.dataset.draftLimit)) {
      all -= pairs[0][1].length;
      left.push(pairs[0][0]);
      body.delete(pairs.shift()[0]);
    }
    if (!body.has("client")) body.set("client", form.dataset.draftClient);
    if (!body.has("consultation")) body.set("consultation", form.dataset.draftRecord);
    body.set("draft_left_out", left.join(","));
    return { body: body, mark: typed, bytes: all * 3 + 20000 };
  }

  function send(what, more) {
    var body = what.body, alone = apart, asked = form.dataset.draft + (active ? "?active=1" : "");
    marks.draft_serial.value = String(Number(marks.draft_serial.value) + 1);
    body.set("draft_serial", marks.draft_serial.value);
    if (alone) { /* beside another window's text: kept in a draft of its own until she decides */
      body.set("once", marks.draft_apart.value);
      body.set("draft_version", "0");
      body.delete("draft_apart");
    }
    sent = Math.max(sent, what.mark);
    active = false;
    return fetch(asked, Object.assign({
      method: "POST", body: body, cache: "no-store", credentials: "same-origin", redirect: "manual", signal: AbortSignal.timeout(PATIENCE_MS)
    }, more)).then(function (answer) { return answered(answer, what, alone); }, function () { return failed("lost", what); });
  }

  function answered(answer, what, alone) {
    if (answer.status === 204) return kept(answer, what, alone);
    if (answer.status === 409) return beside(answer, what);
    if (answer.status === 410) return gone(answer);
    if (answer.status === 507) return failed("full", what);
    if (answer.status === 403) { ended = true; return failed("stale", what); }
    return failed("lost", what); /* away, or no longer hers: the page itself asks whether it may stay (alive.js) */
  }
  function kept(answer, what, alone) {
    failures = 0;
    trouble = "";
    safe = Math.max(safe, what.mark);
    savedAt = Date.now();
    tooLong = answer.headers.get("Draft-Too-Long") || what.body.get("draft_left_out");
    if (alone === apart) {
      if (!apart) marks.draft_version.value = String(Math.max(Number(marks.draft_version.value), Number(answer.headers.get("Draft-Version"))));
      if (!apart && what.body.get("draft_apart")) marks.draft_apart.value = "";
      at(answer.headers.get("Draft-Number"));
    }
    if (safe === typed && !tooLong) form.dataset.safe = "";
    if (safe < typed) plan();
    draw();
    return true;
  }
  function at(number) {
    var leave = form.querySelector("[data-draft-leave]"), address = form.dataset.draftPage + number + "/";
    if (leave && leave.dataset.draftLeave) leave.textContent = leave.dataset.draftLeave;
    if (location.pathname !== address) history.replaceState(null, "", address);
  }
  function beside(answer, what) {
    theirs = Number(answer.headers.get("Draft-Version"));
    return answer.text().then(function (text) {
      if (!apart) {
        apart = true;
        marks.draft_apart.value = marks.draft_apart.value || word(16);
        if (box) box.innerHTML = text;
      }
      return send(collect());
    }, function () { return failed("lost", what); });
  }
  function gone(answer) {
    var address = answer.headers.get("Draft-Address"), link = form.querySelector("[data-draft-record-link]");
    ended = true;
    trouble = address ? "recorded" : "taken";
    if (address && link) { link.hidden = false; link.firstElementChild.href = address; }
    draw();
    return false;
  }
  function failed(why, what) {
    trouble = why;
    sent = Math.min(sent, safe);
    draw();
    if (!ended) wait(PAUSES_MS[Math.min(failures++, PAUSES_MS.length - 1)]);
    return false;
  }

  function wait(ms) { clearTimeout(timer); timer = setTimeout(save, ms); }
  function plan() {
    if (ended) return;
    since = since || Date.now();
    if (!trouble) wait(Math.max(0, Math.min(REST_MS, since + LATEST_MS - Date.now())));
  }
  function save() {
    clearTimeout(timer);
    if (ended || sent >= typed) return;
    if (!composing) { since = 0; send(collect()); }
    else if (before && before.mark > sent) { since = 0; send(before); before = null; }
  }
  function changed() {
    typed += 1;
    delete form.dataset.safe;
    plan();
    draw();
  }

  /* The line in the foot. Its seconds are for the eye; the ear hears only when something is wrong, and when it is right again. */
  function draw() {
    var text = "", seconds = Math.floor((Date.now() - savedAt) / 1000);
    if (trouble) text = words[trouble];
    else if (tooLong) text = words.long + " " + tooLong.split(",").map(label).join(", ");
    else if (apart) text = words.apart;
    else if (safe < typed) text = words.writing;
    else if (!savedAt) return;
    else if (seconds < 5) text = words.saved;
    else if (seconds < 60) text = words.seconds.replace("{}", String(seconds - seconds % 5));
    else text = words.minutes.replace("{}", String(Math.floor(seconds / 60)));
    line.textContent = text;
    var loud = trouble || tooLong || apart ? text : said.textContent ? words.saved : "";
    if (said.textContent !== loud) said.textContent = loud;
  }
  function label(name) {
    var field = form.elements[name], of = field && field.labels && field.labels[0];
    return of ? of.textContent.trim() : name;
  }
  setInterval(draw, 5000);
  function parting() {
    var what = collect();
    send(what, what.bytes < KEEPALIVE_BYTES ? { keepalive: true } : {});
  }

  form.addEventListener("input", function (event) {
    if (event.isTrusted) active = true;
    changed();
  });
  form.addEventListener("compositionstart", function () { if (typed > sent) before = collect(); composing = true; }, true);
  form.addEventListener("compositionend", function () { composing = false; before = null; changed(); }, true);
  form.addEventListener("focusout", save);
  document.addEventListener("visibilitychange", function () { if (document.hidden) save(); });
  window.addEventListener("online", function () { failures = 0; save(); });
  window.addEventListener("pagehide", function () {
    if (!leaving && !ended && safe < typed) parting();
  });
  window.addEventListener("pageshow", function () { leaving = false; });
  document.addEventListener("submit", function (event) {
    if (event.target !== form || event.defaultPrevented) return;
    leaving = true;
    clearTimeout(timer);
    if (!ended && safe < typed) parting(); /* the sheet carries the text too, but its server may die over it */
  });
  document.addEventListener("click", function (event) {
    if (!event.target.closest || !event.target.closest("[data-draft-mine]")) return;
    apart = false;
    marks.draft_version.value = String(theirs || marks.draft_version.value);
    box.replaceChildren();
    changed();
    save();
  });

  /* Before the desk locks (alive.js): what is typed is safe, or the promise is broken. */
  window.yui.keepDraft = function () {
    if (safe >= typed) return Promise.resolve();
    var upTo = typed;
    return send(collect()).then(function () { if (safe < upTo) throw new Error("not kept"); });
  };

  /* A sheet that came back, or text that a lock had kept: not safe yet. Its entry in the tab's history becomes that of the draft. */
  if (form.dataset.draftNumber) at(form.dataset.draftNumber);
  else if (form.querySelector("[aria-invalid=true]")) history.replaceState(null, "", location.href);
  if ("draftUnsaved" in form.dataset || window.yui.dirty(form)) { changed(); save(); }
  draw();
})();

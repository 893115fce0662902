/* A page of work that goes on by itself: asked again each second, its part [data-progress] is put in place; when that part is no longer there,
   the work has ended and the page is opened anew. Without script the page says so and has a button. After ten minutes it asks no more: a page
   that only stands open is no work, and must not keep a desk unlocked. */
(function () {
  "use strict";
  var EVERY_MS = 1000, MOST = 600, asked = 0;

  function again() {
    var here = document.querySelector("[data-progress]");
    if (!here || asked >= MOST || document.documentElement.classList.contains("is-ended")) return;
    asked += 1;
    fetch(location.href, { cache: "no-store", credentials: "same-origin", headers: { "X-Requested-With": "XMLHttpRequest" } })
      .then(function (answer) { return answer.ok ? answer.text() : Promise.reject(new Error("no answer")); })
      .then(function (text) {
        var there = new DOMParser().parseFromString(text, "text/html").querySelector("[data-progress]");
        if (!there) { location.replace(location.href); return; }
        here.replaceChildren.apply(here, Array.from(there.childNodes));
        setTimeout(again, EVERY_MS);
      })
      .catch(function () { setTimeout(again, 5 * EVERY_MS); });
  }
  setTimeout(again, EVERY_MS);
})();

/* Passkeys: the browser's own dialogue, its answer sent with the form. Data comes from the page's attributes or from the server,
   nothing is stored. Without script, or with an old browser, the other ways on the page stay. */
(function () {
  "use strict";
  var able = window.PublicKeyCredential && PublicKeyCredential.parseRequestOptionsFromJSON && PublicKeyCredential.parseCreationOptionsFromJSON;

  document.querySelectorAll("form[data-passkey]").forEach(function (form) {
    var button = form.querySelector("[data-passkey-press]"), said = form.querySelector("[data-passkey-said]");
    var old = form.querySelector("[data-passkey-old]");
    if (!able) { if (old) old.hidden = false; return; }
    button.hidden = false;

    function options() {
      if (form.dataset.passkeyOptions) return Promise.resolve(JSON.parse(form.dataset.passkeyOptions));
      return fetch(form.action, { cache: "no-store", credentials: "same-origin", headers: { Accept: "application/json", "X-Requested-With": "XMLHttpRequest" } })
        .then(function (answer) { if (!answer.ok) throw new Error("no options"); return answer.json(); })
        .then(function (data) { return data.request_options; });
    }

    form.addEventListener("submit", function (event) {
      if (form.elements.credential.value) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      said.hidden = true;
      button.disabled = true;
      options().then(function (given) {
        return form.dataset.passkey === "create"
          ? navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(given.publicKey) })
          : navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(given.publicKey) });
      }).then(function (credential) {
        form.elements.credential.value = JSON.stringify(credential.toJSON());
        button.disabled = false;
        form.requestSubmit();
      }).catch(function () {
        button.disabled = false;
        said.hidden = false;
        button.focus();
      });
    }, true);
  });
})();

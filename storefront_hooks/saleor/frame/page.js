/* Inside Saleor's dashboard: says that it is ready, takes the token from the dashboard alone, asks our server, shows. */
(function () {
  "use strict";
  var shown = document.getElementById("shown");
  var origins = document.documentElement.dataset.origins.split(" ").filter(Boolean);
  var address = new URLSearchParams(location.search);
  var order = address.get("orderId") || "";
  var here = document.currentScript.src.replace(/[^/]*$/, "");
  if (address.get("theme") === "defaultDark") document.documentElement.classList.add("dark");

  function say(words) {
    var line = document.createElement("p");
    line.className = "note";
    line.textContent = words;
    shown.replaceChildren(line);
  }

  function show(token) {
    fetch(here + "show", {
      method: "POST",
      headers: { "Authorization": "Bearer " + token, "Content-Type": "application/json" },
      body: JSON.stringify({ order: order }),
      credentials: "omit"
    }).then(function (answer) {
      return answer.text().then(function (text) {
        if (!answer.ok) return say(text);
        shown.replaceChildren.apply(shown, new DOMParser().parseFromString(text, "text/html").body.childNodes);
      });
    }).catch(function () { say("Delight could not be reached. Open this page again in a moment."); });
  }

  if (window.parent === window) return say("This page shows something inside Saleor's dashboard only.");
  if (!origins.length) return say("No dashboard may show this page yet: name its address in DELIGHT_STORE_DASHBOARDS.");

  window.addEventListener("message", function (event) {
    if (event.source !== window.parent || origins.indexOf(event.origin) < 0 || !event.data) return;
    var payload = event.data.payload || {};
    if ((event.data.type === "handshake" || event.data.type === "tokenRefresh") && payload.token) show(payload.token);
    if (event.data.type === "theme") document.documentElement.classList.toggle("dark", payload.theme === "defaultDark");
  });
  origins.forEach(function (origin) {
    window.parent.postMessage({ type: "notifyReady", payload: { actionId: "delight-ready" } }, origin);
  });
})();

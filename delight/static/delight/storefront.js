/* For cart and checkout pages: writes gift, note, notice, how people heard of the shop and time zone into the checkout,
   from where Saleor copies them to the order. No dependency, no cookie, nothing sent anywhere but to the shop's own API.
   See README, "The storefront's side". Use:

     const delight = DelightStorefront({ api: "https://shop.example/graphql/", checkoutId: "Q2hlY2tvdXQ6…" });
     await delight.gift("Für Jonas – warme Füße!");      // "" takes the gift back
     await delight.notice("checkout-2026-05");           // when the buyer has seen the line about mails
     await delight.heard("friend");                      // how they heard of the shop: one of HEARD; "" takes it back
     await delight.timeZone();                           // the browser's own
*/
(function (root) {
  "use strict";
  var WRITE = "mutation Delight($id: ID!, $input: [MetadataInput!]!) {" +
    " updateMetadata(id: $id, input: $input) { errors { field message code } } }";
  var REMOVE = "mutation Delight($id: ID!, $keys: [String!]!) {" +
    " deleteMetadata(id: $id, keys: $keys) { errors { field message code } } }";
  var LONGEST_NOTE = 500;
  var HEARD = ["friend", "gift", "search", "social", "press", "market", "other"];

  function DelightStorefront(options) {
    var keys = Object.assign({ flag: "is_gift", text: "gift_message" }, options.keys);

    function ask(query, variables) {
      return fetch(options.api, {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify({ query: query, variables: Object.assign({ id: options.checkoutId }, variables) })
      }).then(function (answer) { return answer.json(); }).then(function (answer) {
        var result = answer.data && (answer.data.updateMetadata || answer.data.deleteMetadata);
        var errors = answer.errors || (result ? result.errors : [{ message: "the shop gave no answer" }]);
        if (errors.length) throw new Error("Delight: " + errors[0].message);
      });
    }

    function write(pairs) {
      return ask(WRITE, { input: Object.keys(pairs).map(function (key) { return { key: key, value: pairs[key] }; }) });
    }

    return {
      gift: function (note) {
        var words = String(note || "").trim();
        if (!words) return ask(REMOVE, { keys: [keys.flag, keys.text] });
        if (words.length > LONGEST_NOTE) {
          return Promise.reject(new Error("Delight: a gift note may have " + LONGEST_NOTE + " characters"));
        }
        var pairs = {};
        pairs[keys.flag] = "true";
        pairs[keys.text] = words;
        return write(pairs);
      },
      giftWithoutWords: function () {
        var pairs = {};
        pairs[keys.flag] = "true";
        return write(pairs);
      },
      notice: function (textVersion) {
        return write({ "delight.notice": JSON.stringify({ text: String(textVersion), at: new Date().toISOString() }) });
      },
      heard: function (answer) {
        if (!answer) return ask(REMOVE, { keys: ["delight.heard"] });
        return write({ "delight.heard": HEARD.indexOf(answer) < 0 ? "other" : answer });
      },
      timeZone: function (zone) {
        return write({ "delight.time_zone": zone || Intl.DateTimeFormat().resolvedOptions().timeZone });
      }
    };
  }

  if (typeof module === "object" && module.exports) module.exports = DelightStorefront;
  else root.DelightStorefront = DelightStorefront;
})(typeof window === "undefined" ? this : window);

-- SPDX-License-Identifier: Apache-2.0
-- The script of the live page: asks for what is new and draws those sections anew. The server has
-- escaped all text in them.

return [[
"use strict";
(function () {
  var stamp = "", timer = null, last = Date.now();

  function byId(id) { return document.getElementById(id); }

  // What the reader has opened, scrolled and focused stays so.
  function replace(element, html) {
    var open = [], scrolled = [], active = document.activeElement;
    var focus = active && element.contains(active) ? active.id : "";
    element.querySelectorAll("details[open]").forEach(function (d) { open.push(d.id); });
    element.querySelectorAll(".scroll").forEach(function (s) {
      scrolled.push([s.id, s.scrollLeft]);
    });
    element.innerHTML = html;
    open.forEach(function (id) { var d = byId(id); if (d) { d.open = true; } });
    scrolled.forEach(function (s) { var e = byId(s[0]); if (e) { e.scrollLeft = s[1]; } });
    if (focus && byId(focus)) { byId(focus).focus({ preventScroll: true }); }
  }

  var shown = {};

  function draw(data) {
    Object.keys(data.html).forEach(function (id) {
      var element = byId(id);
      if (element && shown[id] !== data.html[id]) {
        shown[id] = data.html[id];
        replace(element, data.html[id]);
      }
    });
    document.title = data.title;
    byId("freshness").textContent = data.freshness;
    var announcement = byId("announcement");
    if (announcement.textContent !== data.announcement) {
      announcement.textContent = data.announcement;
    }
    stamp = data.stamp;
    last = Date.now();
    byId("trouble").hidden = true;
    return data.over ? 15000 : 2000;
  }

  function fail(problem) {
    var trouble = byId("trouble");
    trouble.textContent = "Nothing new for " + Math.round((Date.now() - last) / 1000) + " s: "
      + problem.message;
    trouble.hidden = false;
    return 5000;
  }

  function poll() {
    clearTimeout(timer);
    if (document.hidden) { return; }
    var query = new URLSearchParams(location.search);
    query.set("seen", stamp);
    fetch("data.json?" + query, { cache: "no-store" }).then(function (response) {
      return response.json().then(function (data) {
        if (!response.ok) { throw new Error(data.error); }
        return data;
      });
    }).then(draw).catch(fail).then(function (pause) {
      timer = setTimeout(poll, pause);
    });
  }

  document.addEventListener("visibilitychange", poll);
  poll();
})();
]]

/* Makes pages smoother; every page works without it. */
(function () {
  "use strict";

  /* The error summary takes the focus after a form came back. */
  function focusErrors(root) {
    const summary = root.querySelector("[data-autofocus]");
    if (summary) summary.focus();
  }

  /* Send a form when one of its choices changes (its button is for browsers without script). */
  document.addEventListener("change", function (event) {
    const form = event.target.form;
    if (form && form.hasAttribute("data-send-on-change")) form.requestSubmit();
  });

  /* A draft: a setting that is changed is marked at once, what is marked can be saved, and only what has been saved
     can be published. */
  function saidIn(part) {
    return Array.from(part.querySelectorAll("input, select, textarea"), function (one) {
      if (one.hasAttribute("data-only-asks")) return "";
      const chosen = one.type !== "checkbox" && one.type !== "radio" ? one.value : one.checked ? one.value : "";
      return one.name + "=" + chosen;
    }).join("&");
  }
  function markDraft(form) {
    let marked = false, typed = form.hasAttribute("data-came-back");
    form.querySelectorAll("[data-setting]").forEach(function (part) {
      const differs = saidIn(part) !== part.dataset.opened, mark = part.querySelector("[data-mark]");
      if (mark) mark.hidden = !differs && !mark.hasAttribute("data-saved");
      typed = typed || differs;
      marked = marked || differs || Boolean(mark && !mark.hidden);
    });
    form.querySelectorAll("[data-save]").forEach(function (button) { button.disabled = !marked && !typed; });
    form.querySelectorAll("[data-publish]").forEach(function (button) { button.disabled = typed; });
  }
  document.querySelectorAll("form[data-draft]").forEach(function (form) {
    form.querySelectorAll("[data-setting]").forEach(function (part) { part.dataset.opened = saidIn(part); });
    form.addEventListener("input", function () { markDraft(form); });
    form.addEventListener("change", function () { markDraft(form); });
    markDraft(form);
  });

  /* Tick or clear everything on the page. */
  document.addEventListener("change", function (event) {
    const box = event.target;
    if (!box.matches("[data-tick-all]")) return;
    document.querySelectorAll('input[name="' + box.dataset.tickAll + '"]').forEach(function (one) {
      one.checked = box.checked;
    });
    countTicks();
  });

  /* Copy what stands in a field, and say so. */
  document.addEventListener("click", function (event) {
    const button = event.target.closest("[data-copies]");
    if (!button) return;
    const field = document.getElementById(button.dataset.copies);
    field.select();
    navigator.clipboard.writeText(field.value).then(function () {
      document.getElementById("live").textContent = button.dataset.copied;
    });
  });

  /* Drag a thing by its handle to where another stands; buttons beside it do the same without dragging. */
  let dragged = null;
  document.addEventListener("dragstart", function (event) {
    dragged = event.target.closest ? event.target.closest("[data-drag]") : null;
    if (dragged) event.dataTransfer.setData("text/plain", dragged.dataset.drag);
  });
  document.addEventListener("dragover", function (event) {
    if (dragged && event.target.closest("[data-drop]")) event.preventDefault();
  });
  document.addEventListener("drop", function (event) {
    const place = event.target.closest("[data-drop]");
    if (!dragged || !place) return;
    event.preventDefault();
    if (place.dataset.drop === dragged.dataset.drag) return;
    dragged.elements.onto.value = place.dataset.drop;
    dragged.requestSubmit();
  });
  document.addEventListener("dragend", function () { dragged = null; });

  /* What is ticked in a list stays so from page to page of one search: it is counted, and sent with the page's own.
     It is handed from page to page by the links of the list alone, so that nothing of it is left behind. */
  const HANDED = "handed-ticks";
  const remembered = { where: null, ids: new Set() };
  const handed = sessionStorage.getItem(HANDED);
  sessionStorage.removeItem(HANDED);
  function searchOf(form) {
    const said = new URLSearchParams(form.elements.query.value);
    ["sort", "size", "columns", "page", "after"].forEach(function (name) { said.delete(name); });
    said.sort();
    return location.pathname + "?" + said;
  }
  function recallTicks(form) {
    const where = searchOf(form);
    if (remembered.where !== where) {
      const before = remembered.where === null && handed ? JSON.parse(handed) : {};
      remembered.ids = new Set(before.where === where ? before.ids : []);
      remembered.where = where;
    }
    const elsewhere = new Set(remembered.ids);
    form.querySelectorAll("[type=checkbox][name=ids]").forEach(function (one) {
      if (!one.hasAttribute("data-known") && remembered.ids.has(one.value)) one.checked = true;
      one.dataset.known = "";
      remembered.ids[one.checked ? "add" : "delete"](one.value);
      elsewhere.delete(one.value);
    });
    form.querySelectorAll("[data-elsewhere]").forEach(function (one) { one.remove(); });
    elsewhere.forEach(function (id) {
      const one = document.createElement("input");
      Object.assign(one, { type: "hidden", name: "ids", value: id });
      one.dataset.elsewhere = "";
      form.append(one);
    });
    const said = form.querySelector("[data-ticked-elsewhere]");
    said.hidden = elsewhere.size === 0;
    said.querySelector("span").textContent = String(elsewhere.size);
    return elsewhere.size;
  }
  document.addEventListener("click", function (event) {
    const form = document.querySelector("[data-remembers-ticks]");
    if (!form) return;
    if (event.target.closest("[data-untick]")) {
      form.querySelectorAll("[type=checkbox]").forEach(function (one) { one.checked = false; });
      remembered.ids.clear();
      countTicks();
    }
    if (event.target.closest("#list-foot a, #list thead a") && remembered.ids.size) {
      sessionStorage.setItem(HANDED, JSON.stringify({ where: remembered.where, ids: Array.from(remembered.ids) }));
    }
  });

  /* The tick-and-act bar appears when something is ticked. */
  function countTicks() {
    document.querySelectorAll("[data-ticks]").forEach(function (bar) {
      const form = bar.closest("form");
      const elsewhere = form.matches("[data-remembers-ticks]") ? recallTicks(form) : 0;
      const here = form.querySelectorAll('input[name="' + bar.dataset.ticks + '"]:checked').length;
      const ticked = here + elsewhere;
      bar.hidden = ticked === 0;
      const count = bar.querySelector("[data-ticked]");
      if (count) count.textContent = String(ticked);
    });
  }
  document.addEventListener("change", function (event) {
    if (event.target.closest("[data-tickable]")) countTicks();
  });

  /* After a swap: tell what changed, and set up what came in. */
  document.addEventListener("htmx:afterSettle", function (event) {
    const part = event.target;
    const news = part.matches && (part.matches("[data-say]") ? part : part.querySelector("[data-say]"));
    if (news) document.getElementById("live").textContent = news.dataset.say;
    focusErrors(event.target);
    countTicks();
  });

  /* A panel beside a list takes the focus when it opens, and gives it back to what opened it. */
  let openedBy = null;
  document.addEventListener("htmx:afterSettle", function (event) {
    if (event.target.id !== "side-panel") return;
    const asker = event.detail.requestConfig.elt;
    if (asker.isConnected && !event.target.contains(asker)) openedBy = asker;
    event.target.focus();
  });
  function closePanel() {
    const panel = document.getElementById("side-panel");
    if (!panel || !panel.firstElementChild) return false;
    panel.replaceChildren();
    if (openedBy && openedBy.isConnected) openedBy.focus();
    return true;
  }
  document.addEventListener("click", function (event) {
    if (event.target.closest("#side-panel [data-close-panel]") && closePanel()) event.preventDefault();
  });
  document.addEventListener("keydown", function (event) {
    if (event.key === "Escape") closePanel();
  });

  /* While a list with a panel of filters loads, nothing in it can be chosen: neither pressed nor typed. One that could
     not be loaded is free again, says so, and asks once more when it is told to. In the other lists one goes on typing,
     and what one chooses next takes the place of what has not come yet. */
  function listOf(event) {
    const target = event.detail.target || event.detail.elt;
    return target && target.closest ? target.closest("#list") : null;
  }
  document.addEventListener("htmx:beforeRequest", function (event) {
    const list = listOf(event);
    if (!list) return;
    if (list.getAttribute("aria-busy") === "true") { event.preventDefault(); return; }
    if (list.querySelector(".list-panel")) list.setAttribute("aria-busy", "true");
    list.querySelector(".list-failed").hidden = true;
    sentWith = event.detail.elt.matches(".list-form, .list-panel") ? wordsIn(list) : wordsShownFor(list);
  });
  function isForTheBrowser(event) {
    if (/^(Tab|Escape)$/.test(event.key)) return true;
    const opens = event.target.matches("select") && /^(F4|Arrow)/.test(event.key);
    return !opens && (/^F\d+$/.test(event.key) || event.ctrlKey || event.metaKey || event.altKey);
  }
  ["click", "keydown", "beforeinput", "mousedown", "submit", "change"].forEach(function (kind) {
    document.addEventListener(kind, function (event) {
      if (!event.target.closest || !event.target.closest('#list[aria-busy="true"]')) return;
      if (kind === "keydown" && isForTheBrowser(event)) return;
      event.preventDefault();
      event.stopPropagation();
    }, true);
  });
  document.addEventListener("htmx:afterRequest", function (event) {
    const list = listOf(event);
    if (list) list.removeAttribute("aria-busy");
  });
  function listFailed(event) {
    const list = listOf(event), failed = list && list.querySelector(".list-failed");
    if (!failed) return;
    list.removeAttribute("aria-busy");
    failed.hidden = false;
    const asker = event.detail.elt;
    failed.querySelector("[data-retry]").onclick = function () {
      if (asker.requestSubmit) asker.requestSubmit(asker.querySelector("[name=updated]")); else asker.click();
    };
  }
  ["htmx:sendError", "htmx:timeout"].forEach(function (kind) { document.addEventListener(kind, listFailed); });
  document.addEventListener("htmx:responseError", function (event) {
    if (event.detail.xhr.status >= 500) listFailed(event);
  });

  /* What is chosen in the panel of a list can be saved when it has been updated. */
  function keepNothing(panel) {
    panel.querySelectorAll("[data-keep]").forEach(function (button) { button.disabled = true; });
  }
  document.addEventListener("change", function (event) {
    const panel = event.target.closest(".list-panel");
    if (panel) keepNothing(panel);
  });

  /* A list that has come takes nothing away: what was typed meanwhile is asked for, what was chosen in its panel and not
     sent stands there still, and the focus stays where it was, or as near as can be. */
  let sentWith = "", left = null;
  function wordsIn(list) {
    const search = list.querySelector("#list-search");
    return search ? search.value : "";
  }
  function wordsShownFor(list) {
    const search = list.querySelector("#list-search");
    return search ? search.defaultValue : "";
  }
  function choicesIn(list) {
    return Array.from(list.querySelectorAll(".list-panel .list-filter :is(input, select)"));
  }
  document.addEventListener("htmx:beforeSwap", function (event) {
    const list = listOf(event), asker = event.detail.requestConfig.elt;
    if (!list || event.detail.target !== list || !event.detail.shouldSwap) return;
    const within = list.contains(document.activeElement), menu = within && document.activeElement.closest("[popover]");
    left = {
      words: wordsIn(list) === sentWith ? null : wordsIn(list),
      choices: asker.matches(".list-form, thead [id^=sort-]") ? choicesIn(list).map(function (one) {
        return { id: one.id, checked: one.checked, value: one.value };
      }) : [],
      focus: within ? (menu ? menu.id : "list") : ""
    };
  });
  function choosesAgain(one) {
    const field = document.getElementById(one.id);
    if (!field || (field.checked === one.checked && field.value === one.value)) return;
    if (field.type === "checkbox") field.checked = one.checked; else field.value = one.value;
    if (field.closest("details")) field.closest("details").open = true;
    keepNothing(field.closest(".list-panel"));
  }
  document.addEventListener("htmx:afterSettle", function () {
    const list = document.getElementById("list"), was = left;
    left = null;
    if (!list || !was) return;
    was.choices.forEach(choosesAgain);
    const search = list.querySelector("#list-search");
    if (search && was.words !== null) {
      search.value = was.words;
      search.dispatchEvent(new Event("input", { bubbles: true }));
    }
    if (was.focus && document.activeElement === document.body) {
      const opener = list.querySelector('[popovertarget="' + was.focus + '"]');
      (opener || list).focus({ preventScroll: true });
    }
  });

  /* A session that ended while the page was open: go and sign in, then come back; a form with writing in it stays. What a
     page fetches by itself, and could not have, leaves its link where it was: the page would only fetch it again. */
  document.addEventListener("htmx:beforeSwap", function (event) {
    const status = event.detail.xhr.status;
    const said = event.detail.requestConfig.elt.querySelector("[data-draft-said]");
    if (said) said.textContent = status === 401 ? said.dataset.signedOut : "";
    const byItself = status !== 401 && event.detail.requestConfig.elt.matches("[hx-trigger=load]");
    const waits = byItself || (status >= 500 && listOf(event));
    if (status >= 400 && status !== 422 && !said && !waits) window.location.reload();
  });

  /* Signing in in another tab has changed the cookie that forms are checked against. */
  function freshToken() {
    const cookie = document.cookie.match(/(?:^|; )(?:__Host-)?csrftoken=([^;]*)/);
    return cookie ? cookie[1] : "";
  }
  function cutTo(most, sent) {
    new Set(sent.keys()).forEach(function (name) {
      const values = sent.getAll(name);
      if (values.length <= most) return;
      sent.delete(name);
      values.slice(0, most).forEach(function (one) { sent.append(name, one); });
    });
  }
  document.addEventListener("htmx:configRequest", function (event) {
    /* A form that is on its way as a whole does not save itself behind its own back. */
    if (event.detail.elt.hasAttribute("data-on-its-way")) event.preventDefault();
    /* What is being typed in the search of the list goes with the filters that are chosen in its panel. */
    const typed = event.detail.elt.matches(".list-panel") && document.getElementById("list-search");
    if (typed) event.detail.parameters.q = typed.value;
    /* Of very many ticks no more are sent than tell that there are too many: an address has an end. */
    if (event.detail.elt.matches(".list-panel")) cutTo(101, event.detail.formData);
    if (event.detail.parameters.csrfmiddlewaretoken && freshToken()) event.detail.parameters.csrfmiddlewaretoken = freshToken();
  });
  document.addEventListener("submit", function (event) {
    const token = event.target.querySelector("[name=csrfmiddlewaretoken]");
    if (token && freshToken()) token.value = freshToken();
    if (!event.defaultPrevented) event.target.toggleAttribute("data-on-its-way", true);
  });
  window.addEventListener("pageshow", function () {
    document.querySelectorAll("[data-on-its-way]").forEach(function (form) { form.removeAttribute("data-on-its-way"); });
  });

  /* A form with a draft saves itself a second after the last key, and when the page is left. */
  function keepDraft(form) {
    const field = form.querySelector("[data-keep-url]");
    const said = form.querySelector("[data-draft-said]");
    const content = new FormData(form);
    if (freshToken()) content.set("csrfmiddlewaretoken", freshToken());
    for (const [name, value] of Array.from(content.entries())) if (value instanceof File) content.delete(name);
    return fetch(field.dataset.keepUrl, { method: "POST", body: content, keepalive: true, redirect: "manual" })
      .then(function (answer) {
        if (answer.type === "opaqueredirect" || answer.status === 403) {
          said.textContent = said.dataset.signedOut;
          return null;
        }
        return answer.json().then(function (told) { said.textContent = told.said; });
      })
      .catch(function () {});
  }
  document.querySelectorAll("form:has([data-keep-url])").forEach(function (form) {
    let waiting = 0;
    form.addEventListener("input", function () {
      clearTimeout(waiting);
      waiting = setTimeout(function () { waiting = 0; keepDraft(form); }, 1000);
    });
    form.addEventListener("submit", function () {
      clearTimeout(waiting);
      waiting = 0;
    });
    document.addEventListener("visibilitychange", function () {
      if (document.visibilityState === "hidden" && waiting) { clearTimeout(waiting); waiting = 0; keepDraft(form); }
    });
  });

  /* What is to be read first: a part of the page without script, a dialog with it. Esc and a click outside it put it off. */
  document.querySelectorAll("dialog[data-pops-up]").forEach(function (dialog) {
    let closing = false;
    function putOff() {
      if (closing) return;
      closing = true;
      dialog.querySelector("[data-later]").click();
    }
    dialog.removeAttribute("open");
    dialog.showModal();
    dialog.addEventListener("cancel", function (event) { event.preventDefault(); putOff(); });
    dialog.addEventListener("click", function (event) {
      const box = dialog.getBoundingClientRect();
      const inside = event.clientX >= box.left && event.clientX <= box.right && event.clientY >= box.top && event.clientY <= box.bottom;
      if (event.target === dialog && !inside) putOff();
    });
  });

  /* A link whose page is shown in a panel beside this one. */
  document.addEventListener("click", function (event) {
    const link = event.target.closest("[data-opens]");
    const panel = link && document.getElementById(link.dataset.opens);
    if (panel && !panel.open) panel.showModal();
  });

  /* How many letters have been used of those there are. */
  document.addEventListener("input", function (event) {
    const used = event.target.dataset.counted && document.querySelector("#" + event.target.dataset.counted + " [data-used]");
    if (used) used.textContent = String(event.target.value.length);
  });

  document.querySelectorAll("[data-print]").forEach(function (button) {
    button.addEventListener("click", function () { window.print(); });
  });

  if (document.querySelector("link[rel=manifest]") && "serviceWorker" in navigator) {
    navigator.serviceWorker.register("/service-worker.js").catch(function () {});
  }

  document.documentElement.classList.add("with-script");
  countTicks();
  focusErrors(document);
})();

"use strict";
/* What every page gains when scripts run; each part has a way without it.
   data-focus           takes the focus when the page opens (the error summary)
   data-menu            a <details> that closes with Escape or a click elsewhere
   data-narrow-closed   a <details> that starts closed on a small screen
   data-autosubmit      a form of filters that sends itself; its [data-autosubmit-button] is hidden
   data-guard           a form that warns before typed text is lost
   data-save-status     the line near an htmx form that says whether it is saved
   data-key             the one key that presses, chooses or focuses the element; "?" lists them all
   data-chord           keys pressed together that a page's own script listens to, for the same list
   data-keys-opener     what opens the list; a link leads to the page that says the same */
(() => {
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];

  const focusFirst = (root) => {
    const target = root.querySelector("[data-focus]");
    if (target) target.focus();
  };
  focusFirst(document);
  document.body.addEventListener("htmx:afterSettle", (event) => focusFirst(event.target));

  // --- Menus -----------------------------------------------------------------------------------
  document.addEventListener("click", (event) => {
    for (const menu of all("details[data-menu][open]")) {
      if (!menu.contains(event.target)) menu.open = false;
    }
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const menu of all("details[data-menu][open]")) {
      const inside = menu.contains(document.activeElement);
      menu.open = false;
      if (inside) menu.querySelector("summary").focus();
    }
  });

  // --- Parts that start closed on a small screen ---------------------------------------------------
  const narrow = window.matchMedia("(max-width: 63.99em)");
  const closeNarrow = (root) => {
    if (!narrow.matches) return;
    for (const part of all("details[data-narrow-closed]", root)) part.open = false;
  };
  closeNarrow(document);
  document.body.addEventListener("htmx:afterSettle", (event) => closeNarrow(event.target));

  // --- Filters that send themselves --------------------------------------------------------------
  for (const button of all("[data-autosubmit] [data-autosubmit-button]")) button.hidden = true;
  document.addEventListener("change", (event) => {
    const form = event.target.closest("form[data-autosubmit]");
    if (form) form.requestSubmit();
  });

  // --- A warning before typed text is lost ---------------------------------------------------------
  // A page that came back with mistakes holds text that was never saved.
  const unsaved = new Set(all("form[data-guard]").filter((form) => form.querySelector(".a-error-summary")));
  document.addEventListener("input", (event) => {
    const form = event.target.closest("form[data-guard]");
    if (form) unsaved.add(form);
  });
  document.addEventListener("submit", (event) => unsaved.delete(event.target));
  window.addEventListener("beforeunload", (event) => {
    if ([...unsaved].some((form) => form.isConnected)) event.preventDefault();
  });

  // --- Whether it is saved ---------------------------------------------------------------------------
  const statusOf = (event) => {
    if (event.detail.requestConfig && event.detail.requestConfig.verb === "get") return null;
    const form = event.target.closest("form");
    return form && (form.querySelector("[data-save-status]") || form.parentElement.querySelector("[data-save-status]"));
  };
  const tell = (line, state, words) => {
    line.dataset.state = state;
    line.textContent = words;
  };
  document.body.addEventListener("htmx:beforeRequest", (event) => {
    const line = statusOf(event);
    if (line) tell(line, "saving", "Saving…");
  });
  document.body.addEventListener("htmx:afterRequest", (event) => {
    const line = statusOf(event);
    if (!line) return;
    if (event.detail.successful) {
      if (line.dataset.state === "saving") tell(line, "saved", "Saved");
      return;
    }
    const form = event.target.closest("form[data-guard]");
    if (form) unsaved.add(form);
    tell(line, "failed", "Not saved. Check the connection and save again; what you typed is still here.");
  });

  // --- One-key shortcuts ---------------------------------------------------------------------------------
  const SWITCH = "assay.shortcuts";
  const stored = () => { try { return localStorage.getItem(SWITCH); } catch { return null; } };
  const store = (value) => { try { localStorage.setItem(SWITCH, value); } catch { /* this page only */ } };
  let on = stored() !== "off";
  const show = () => document.body.classList.toggle("a-no-shortcuts", !on);
  show();

  const usable = (element) => !element.disabled && (element.offsetParent !== null || element.labels);
  const keyed = () => all("[data-key]").filter(usable);
  const writes = (element) =>
    element.isContentEditable || element.matches("textarea, select, input:not([type=radio], [type=checkbox], [type=submit])");
  const nameOf = (element) => {
    const named = (element.labels && element.labels[0]) || element;
    const words = named.cloneNode(true);
    for (const key of all("kbd", words)) key.remove();
    return element.dataset.keyName || words.textContent.trim() || element.getAttribute("aria-label") || "";
  };

  let dialog = null;
  const listKeys = () => {
    const list = dialog.querySelector("dl");
    list.replaceChildren();
    const listed = new Set();
    for (const element of [...keyed(), ...all("[data-chord]").filter(usable)]) {
      const pressed = element.dataset.key || element.dataset.chord;
      if (listed.has(pressed)) continue;
      listed.add(pressed);
      const row = document.createElement("div");
      const key = document.createElement("dt");
      const what = document.createElement("dd");
      key.innerHTML = "<kbd class=\"a-key\"></kbd>";
      key.firstChild.textContent = pressed;
      what.textContent = nameOf(element);
      row.append(key, what);
      list.append(row);
    }
  };
  const openHelp = (event) => {
    if (event) event.preventDefault();
    if (!dialog) {
      dialog = document.createElement("dialog");
      dialog.className = "a-keys";
      dialog.setAttribute("aria-labelledby", "keys-title");
      dialog.innerHTML = `
        <h2 id="keys-title">Keyboard shortcuts</h2>
        <p>They work while no text field has the focus.</p>
        <dl></dl>
        <div class="usa-checkbox"><input class="usa-checkbox__input" type="checkbox" id="keys-on">
          <label class="usa-checkbox__label" for="keys-on">Use shortcuts of one key</label></div>
        <form method="dialog" class="a-actions"><button class="usa-button">Close</button></form>`;
      document.body.append(dialog);
      dialog.querySelector("#keys-on").addEventListener("change", (event) => {
        on = event.target.checked;
        store(on ? "on" : "off");
        show();
      });
    }
    listKeys();
    dialog.querySelector("#keys-on").checked = on;
    dialog.showModal();
  };
  const offer = () => {
    for (const place of all("[data-keys-opener]")) place.hidden = keyed().length === 0;
  };
  for (const place of all("[data-keys-opener]")) place.addEventListener("click", openHelp);
  document.body.addEventListener("htmx:afterSettle", offer);
  offer();

  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (writes(event.target) || document.querySelector("dialog[open]")) return;
    if (event.key === "?" && keyed().length) {
      openHelp(event);
      return;
    }
    const element = on && keyed().find((one) => one.dataset.key === event.key);
    if (!element) return;
    event.preventDefault();
    element.focus();
    if (!writes(element)) element.click();
  });
})();

"use strict";
/* The desk: evidence beside the requirement, Ctrl+Enter saves, a warning before typed text is lost.
   Everything here has a way without it: links open a new tab, buttons save, the server keeps what was sent. */
(() => {
  const desk = document.querySelector("[data-desk]");
  if (!desk) return;
  const narrow = window.matchMedia("(max-width: 63.99em)");
  const beside = document.getElementById("beside");
  const frame = document.getElementById("beside-frame");
  let opener = null;
  let unsaved = false;

  const current = document.querySelector("#list [aria-current='page']");
  if (current && !narrow.matches) {
    const list = document.getElementById("list");
    list.scrollTop = Math.max(0, current.offsetTop - list.clientHeight / 3);
  }

  const close = () => {
    if (beside.hidden) return;
    beside.hidden = true;
    desk.classList.remove("a-desk--beside");
    frame.removeAttribute("src");
    if (opener) opener.focus();
  };
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-beside]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    opener = link;
    const page = /\bp(?:p|age)?\.?\s*(\d+)/i.exec(link.dataset.place || "");
    frame.src = `${link.href}#navpanes=0&view=FitH${page ? `&page=${page[1]}` : ""}`;
    frame.title = link.dataset.beside;
    document.getElementById("beside-title").textContent = link.dataset.beside;
    document.getElementById("beside-tab").href = link.href;
    beside.hidden = false;
    desk.classList.add("a-desk--beside");
    document.getElementById("beside-close").focus();
  });
  document.getElementById("beside-close").addEventListener("click", close);

  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") close();
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    const form = event.target.closest("form") || document.querySelector("[data-verdict]");
    if (!form || !desk.contains(form)) return;
    event.preventDefault();
    form.requestSubmit();
  });

  const touch = (event) => { if (event.target.closest("[data-verdict]")) unsaved = true; };
  document.addEventListener("input", touch);
  document.addEventListener("change", touch);
  document.addEventListener("submit", (event) => { if (event.target.matches("[data-verdict]")) unsaved = false; }, true);
  document.body.addEventListener("htmx:afterRequest", (event) => {
    if (event.target.matches && event.target.matches("[data-verdict]") && !event.detail.successful) unsaved = true;
  });
  window.addEventListener("beforeunload", (event) => { if (unsaved) event.preventDefault(); });
})();

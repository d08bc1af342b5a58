"use strict";
/* The desk: evidence beside the requirement, the opened row in sight, Ctrl+Enter saves,
   with Shift it goes on to the next requirement.
   Each has a way without it: links open a new tab, the list scrolls, the button saves. */
(() => {
  const desk = document.querySelector("[data-desk]");
  if (!desk) return;
  const beside = document.getElementById("beside");
  const frame = document.getElementById("beside-frame");
  const list = document.getElementById("list");
  const current = list.querySelector("[aria-current='page']");
  let opener = null;

  if (current && list.scrollHeight > list.clientHeight) {
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
    const form = event.target.closest("form") || document.getElementById("verdict-form");
    if (!form || !desk.contains(form)) return;
    event.preventDefault();
    form.requestSubmit(event.shiftKey ? form.querySelector("button[name=next]") : null);
  });
})();

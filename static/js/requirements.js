"use strict";
/* The requirement set: tick a whole page, or a range with Shift. Without it the boxes are ticked one by one, and the
   form decides about everything that the filter shows. */
(() => {
  let last = null;

  const boxes = () => [...document.querySelectorAll("input[name='chosen']")];
  const count = () => {
    const ticked = boxes().filter((box) => box.checked).length;
    const all = document.getElementById("tick-all");
    const words = document.querySelector("[data-ticked]");
    if (!all || !words) return;
    all.checked = ticked > 0 && ticked === boxes().length;
    all.indeterminate = ticked > 0 && !all.checked;
    words.textContent = ticked ? `${ticked} ticked` : "";
  };
  const start = () => {
    const line = document.querySelector("[data-tick-all]");
    if (line) line.hidden = false;
    last = null;
    count();
  };

  document.addEventListener("click", (event) => {
    const box = event.target;
    if (box.id === "tick-all") {
      for (const one of boxes()) one.checked = box.checked;
    } else if (box.name === "chosen") {
      const listed = boxes();
      if (event.shiftKey && last && listed.includes(last)) {
        const [from, to] = [listed.indexOf(last), listed.indexOf(box)].sort((a, b) => a - b);
        for (const one of listed.slice(from, to + 1)) one.checked = box.checked;
      }
      last = box;
    } else {
      return;
    }
    count();
  });
  document.body.addEventListener("htmx:afterSettle", start);
  start();
})();

// Makes elements. Text is only ever text: what a run or a file is called never becomes a part of the page's code.
export function el(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) {
      element.addEventListener(name.slice(2), value);
    } else if (value === true) {
      element.setAttribute(name, "");
    } else if (value !== false && value !== null && value !== undefined) {
      element.setAttribute(name, value);
    }
  }
  element.append(...children.flat().filter(child => child !== null && child !== undefined).map(child => child instanceof Node ? child : String(child)));
  return element;
}

export const byId = id => document.getElementById(id);

// A table that scrolls by itself where it is wider than the window; the keyboard can scroll it, too. Columns that begin with ">" hold numbers.
export function table(label, columns, rows) {
  const isNumber = columns.map(column => column.startsWith(">"));
  return el("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": label },
    el("table", {},
      el("thead", {}, el("tr", {}, columns.map((column, i) => el("th", { scope: "col", class: isNumber[i] ? "number" : null }, column.replace(/^> ?/, ""))))),
      el("tbody", {}, rows.map(row => el("tr", {}, row.map((cell, i) => i === 0
        ? el("th", { scope: "row" }, cell)
        : el("td", { class: isNumber[i] ? "number" : null }, cell)))))));
}

// Replaces what an element holds without taking the keyboard's focus from a control that stands in both, which its data-key tells.
export function fill(element, ...children) {
  const key = element.contains(document.activeElement) ? document.activeElement.dataset.key : undefined;
  const scrolled = [...element.querySelectorAll(".scroll")].map(one => one.scrollLeft);
  const label = element.contains(document.activeElement) ? document.activeElement.getAttribute("aria-label") : null;
  element.replaceChildren(...children.flat());
  [...element.querySelectorAll(".scroll")].forEach((one, i) => { one.scrollLeft = scrolled[i] ?? 0; });
  if (key !== undefined) {
    [...element.querySelectorAll("[data-key]")].find(one => one.dataset.key === key)?.focus({ preventScroll: true });
  } else if (label !== null) {
    [...element.querySelectorAll("[aria-label]")].find(one => one.getAttribute("aria-label") === label)?.focus({ preventScroll: true });
  }
}

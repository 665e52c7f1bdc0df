import { byId, el, fill, table } from "./dom.js";
import { fileOf, get } from "./api.js";
import { count, plain, significant, timeOf } from "./format.js";
import { figure, flatten, showComparison } from "./compare.js";

let listed = [];
const marked = new Set();

export function setUpResults() {
  byId("find").addEventListener("input", list);
  byId("compare").addEventListener("click", async () => {
    await guarded(async () => showComparison(byId("result"), await Promise.all([...marked].map(id => get("/api/result", { id })))));
    open();
  });
}

export function showResults(answer) {
  listed = answer.results;
  for (const id of marked) {
    if (!listed.some(one => one.id === id)) {
      marked.delete(id);
    }
  }
  byId("result-failures").replaceChildren(...answer.failures.map(one => el("p", {}, `Run ${one.name} failed: ${one.reason}`)));
  list();
}

function list() {
  const wanted = byId("find").value.trim().toLowerCase();
  const shown = listed.filter(one => `${one.id} ${one.kind} ${one.about.experiment ?? one.about.dataset ?? ""}`.toLowerCase().includes(wanted));
  fill(byId("result-list"), shown.length === 0
    ? el("p", { class: "note" }, listed.length === 0 ? "There are no results yet." : "None of the results has that in its name.")
    : table("Results", ["Folder", "Mark", "Kind", "Of", "When (UTC)", "> Simulated [ms]", "> Neurons", "> RTF", "State"], shown.map(row)));
  tellMarked();
}

function row(one) {
  const name = one.id === "" ? "(this folder)" : one.id;
  const isWhole = one.kind !== "unfinished";
  return [
    isWhole ? el("button", { type: "button", "data-key": `open ${one.id}`, "aria-label": `Open ${name}`, onclick: () => show(one.id) }, name) : name,
    isWhole ? el("input", {
      type: "checkbox", "data-key": `mark ${one.id}`, "aria-label": `Mark ${name} to compare it`, checked: marked.has(one.id), onchange: event => mark(one.id, event.target.checked),
    }) : "",
    one.kind,
    one.about.experiment ?? one.about.dataset ?? "",
    timeOf(one.about.date),
    one.about.simulatedMs === undefined ? "" : significant(one.about.simulatedMs),
    one.about.neurons === undefined ? "" : count(one.about.neurons),
    one.about.realTimeFactor === undefined ? "" : significant(one.about.realTimeFactor),
    one.about.problem ?? (!isWhole ? "being written" : one.about.complete === false ? "ended early" : ""),
  ];
}

function mark(id, isMarked) {
  if (isMarked) {
    marked.add(id);
  } else {
    marked.delete(id);
  }
  tellMarked();
}

function tellMarked() {
  byId("compare").disabled = marked.size !== 2;
  byId("compare-hint").textContent = marked.size < 2 ? "Mark two to compare them." : marked.size === 2 ? "" : "More than two are marked.";
}

async function show(id) {
  await guarded(async () => {
    const result = await get("/api/result", { id });
    fill(byId("result"),
      el("h3", {}, result.id === "" ? "(this folder)" : result.id),
      result.hasReport ? el("p", {}, el("a", { href: fileOf("/report", { id }), target: "_blank", rel: "noopener" }, "The whole report, in a tab of its own")) : "",
      el("div", { class: "figures" }, result.figures.map(name => figure(result.id, name))),
      el("details", {}, el("summary", {}, "All values"),
        table("Values", ["Key", "Value"], flatten(result.content).map(([key, value]) => [key, plain(value)]))));
  });
  open();
}

async function guarded(work) {
  try {
    await work();
  } catch (error) {
    fill(byId("result"), el("p", { class: "bad" }, error.message));
  }
}

function open() {
  byId("result").hidden = false;
  byId("result").focus({ preventScroll: true });
  byId("result").scrollIntoView();
}

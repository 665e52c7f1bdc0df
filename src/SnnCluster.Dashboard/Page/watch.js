import { byId, el, fill, table } from "./dom.js";
import { count, significant } from "./format.js";
import { Raster } from "./raster.js";
import { RateChart, WeightChart } from "./charts.js";

const raster = new Raster(byId("raster"));
let rates = null;
let weights = null;
let projections = new Map();
let dtMs = 0;

byId("window").addEventListener("change", event => {
  raster.windowMs = Number(event.target.value);
  raster.draw();
});
byId("pause").addEventListener("click", event => {
  raster.hold(!raster.isHeld);
  event.target.setAttribute("aria-pressed", String(raster.isHeld));
});
byId("weights-of").addEventListener("change", showWeights);

export function watch(run) {
  byId("watch-hint").hidden = true;
  byId("watch-body").hidden = false;
  byId("watch-name").textContent = `${run.experiment} ${run.run}`;
  byId("watch-time").textContent = "waiting for spikes";
  raster.clear();
  raster.hold(false);
  byId("pause").setAttribute("aria-pressed", "false");
  rates ??= new RateChart(byId("rates"));
  weights ??= new WeightChart(byId("weights"));
  rates.clear();
  projections = new Map();
  fill(byId("rate-table"));
  fill(byId("synapse-table"));
  byId("weights-of").replaceChildren();
  byId("watch").scrollIntoView();
}

export function tellState(run) {
  if (run !== undefined && run.state !== "running") {
    byId("watch-time").textContent = run.state;
  }
}

export function takeLive(frame) {
  if (frame.dtMs === 0) {
    return;
  }
  dtMs = frame.dtMs;
  for (const projection of frame.projections) {
    projections.set(projection.number, projection);
  }
  if (frame.projections.length > 0) {
    showSynapses(frame);
  }
  if (frame.watched.length === 0) {
    return;
  }
  raster.take(frame);
  const names = frame.populations.map(one => one.name);
  rates.take(names, raster.endMs, frame.populations.map(one => one.rateHz));
  byId("watch-time").textContent = `${significant(raster.endMs)} ms simulated`;
  byId("watch-shown").textContent = shownOf(frame);
  byId("raster").setAttribute("aria-label", `Spikes of ${names.join(", ")} over the last ${raster.windowMs} ms; rates stand in the table below`);
  fill(byId("rate-table"), table("Rates", ["Population", "> Neurons", "> Shown", "> Rate [Hz]"], frame.populations.map(one => [
    one.name, count(one.size), count(Math.ceil(one.size / one.every)), significant(one.rateHz),
  ])));
}

function shownOf(frame) {
  const more = frame.populationsInAll - frame.populations.length;
  return [
    frame.populations.some(one => one.every > 1) ? "Of large populations every n-th neuron is shown." : null,
    more > 0 ? `${count(more)} more populations are not shown.` : null,
    "Stretches with a shade were not watched.",
    frame.isCut ? "Some spikes are left out: there are too many." : null,
  ].filter(part => part !== null).join(" ");
}

function showSynapses(frame) {
  const all = [...projections.values()].sort((a, b) => a.number - b.number);
  fill(byId("synapse-table"), table("Synapses", ["Projection", "> Synapses", "Weights read at"], all.map(one => [
    one.name, count(one.synapses), one.weightsStep < 0 ? "not yet" : `${significant(one.weightsStep * dtMs)} ms`,
  ])), frame.projectionsInAll > all.length ? el("p", { class: "note" }, `${count(frame.projectionsInAll - all.length)} more are not shown.`) : "");
  const select = byId("weights-of");
  const names = all.map(one => one.name);
  if ([...select.options].map(option => option.textContent).join("\n") !== names.join("\n")) {
    const chosen = select.value;
    select.replaceChildren(...all.map(one => el("option", { value: one.number }, one.name)));
    select.value = [...select.options].some(option => option.value === chosen) ? chosen : select.options[0]?.value;
  }
  showWeights();
}

function showWeights() {
  const projection = projections.get(Number(byId("weights-of").value));
  const isRead = projection !== undefined && projection.weights.length > 0;
  byId("weights-note").textContent = isRead ? `as of ${significant(projection.weightsStep * dtMs)} ms` : "not read yet";
  byId("weights").hidden = !isRead;
  if (isRead) {
    weights.take(projection.weights);
  }
}

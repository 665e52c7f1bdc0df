import { byId, el, fill, table } from "./dom.js";
import { post } from "./api.js";
import { bytes, count, significant } from "./format.js";

let watchRun = () => {};

export function onWatch(action) {
  watchRun = action;
}

export function showNodes(status) {
  fill(byId("node-list"), table("Nodes", ["Node", "State", "Machine", "> Cores", "> Memory", "Devices", ""], status.nodes.map(node => [
    node.address,
    node.state,
    node.machine,
    count(node.cores),
    bytes(node.memoryBytes),
    devicesOf(node, status.runs),
    node.address === status.coordinator ? "coordinates" : "",
  ])));
}

export function showRuns(status, allowsControl, watched) {
  const runs = [...status.runs].reverse();
  fill(byId("run-list"), runs.length === 0
    ? el("p", { class: "note" }, "No run is on or waits.")
    : runs.map(run => runOf(run, allowsControl, watched)));
}

function runOf(run, allowsControl, watched) {
  const done = run.partitions.length === 0 ? 0 : Math.min(...run.partitions.map(partition => partition.step));
  const isOn = ["waiting", "building", "running", "recovering"].includes(run.state);
  const canWatch = ["building", "running", "recovering", "stopping"].includes(run.state);
  return el("article", { class: "run", "aria-label": `Run ${run.run}`, "data-run": run.run, "data-state": run.state },
    el("h3", {}, `${run.experiment} `, el("span", { class: "note" }, run.run)),
    el("div", { class: "bar" },
      el("span", {}, run.state),
      el("progress", { max: run.steps, value: done, "aria-label": `Progress of run ${run.run}` }),
      el("span", {}, `${significant(100 * done / run.steps)} % of ${count(run.steps)} steps`),
      canWatch ? el("button", {
        type: "button", class: "first", "data-key": `watch ${run.run}`, "aria-label": `Watch run ${run.run}`, "aria-pressed": String(watched === run.run), onclick: () => watchRun(run),
      }, "Watch") : null,
      allowsControl && isOn ? el("button", {
        type: "button", "data-key": `end ${run.run}`, "aria-label": `End run ${run.run} early`, onclick: () => end(run),
      }, "End early") : null),
    run.failure === null ? null : el("p", { class: "bad" }, run.failure),
    run.partitions.length === 0 || !canWatch ? null : table(`Partitions of run ${run.run}`, ["Partition", "Node", "Device", "> Step", "> RTF"], run.partitions.map((partition, i) => [
      String(i), partition.node, partition.device, count(partition.step), significant(partition.realTimeFactor),
    ])));
}

async function end(run) {
  try {
    await post("/api/cancel", { run: run.run });
  } catch (error) {
    byId("problem").hidden = false;
    byId("problem").textContent = error.message;
  }
}

// Devices of a node, and how many of each compute now.
function devicesOf(node, runs) {
  const busy = runs.filter(run => ["building", "running", "stopping"].includes(run.state)).flatMap(run => run.partitions)
    .filter(partition => partition.node === node.address);
  return [...new Set(node.devices)].map(device => {
    const there = node.devices.filter(other => other === device).length;
    return `${there > 1 ? `${there} × ` : ""}${device} (${busy.filter(partition => partition.device === device).length} busy)`;
  }).join(", ") || "none";
}

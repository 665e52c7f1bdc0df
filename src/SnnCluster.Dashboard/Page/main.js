import { byId } from "./dom.js";
import { get, loadAbout } from "./api.js";
import { showNodes, showRuns, onWatch } from "./runs.js";
import { takeLive, watch, tellState } from "./watch.js";
import { showResults, setUpResults } from "./results.js";
import { setUpStart } from "./start.js";

let events = null;
let watched = null;

function connect() {
  events?.close();
  events = new EventSource(watched === null ? "/api/events" : `/api/events?run=${encodeURIComponent(watched)}`);
  events.onopen = () => { byId("state").textContent = "connected"; };
  events.onerror = () => { byId("state").textContent = "connection lost, trying again"; };
  events.addEventListener("status", event => {
    const status = JSON.parse(event.data);
    tell(status.error);
    if (status.error === undefined) {
      showNodes(status);
      showRuns(status, about.allowsControl, watched);
      tellState(status.runs.find(run => run.run === watched));
    }
  });
  events.addEventListener("results", () => { refreshResults(); });
  events.addEventListener("live", event => { takeLive(JSON.parse(event.data)); });
  events.addEventListener("live-error", event => { byId("watch-time").textContent = JSON.parse(event.data).error ?? ""; });
}

function tell(error) {
  byId("problem").hidden = error === undefined;
  byId("problem").textContent = error ?? "";
}

async function refreshResults() {
  showResults(await get("/api/results"));
}

const about = await loadAbout();
const has = { runs: about.hasRuns, results: about.hasResults, control: about.allowsControl };
for (const part of document.querySelectorAll("[data-needs]")) {
  part.hidden = !has[part.dataset.needs];
}
byId("source").textContent = [about.cluster === null ? null : `cluster ${about.cluster}`, about.directory].filter(part => part !== null).join(", ");
byId("version").textContent = `snncluster ${about.version.split("+")[0]}`;
onWatch(run => {
  watched = run.run;
  watch(run);
  connect();
});
setUpResults();
if (about.allowsControl) {
  setUpStart(about.experiments);
}
connect();

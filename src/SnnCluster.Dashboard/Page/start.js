import { byId, el } from "./dom.js";
import { get, post } from "./api.js";

// A form for what the dashboard can start.
export function setUpStart(experiments) {
  const form = byId("start-form");
  const experiment = el("select", { name: "experiment" }, experiments.map(name => el("option", { value: name }, name)));
  const parameters = el("div", { class: "grid" });
  const description = el("p", { class: "note whole" });
  const outcome = el("p", { class: "whole", role: "status" });
  const problem = el("p", { class: "whole", role: "alert" });
  const duration = el("input", { name: "durationMs", inputmode: "decimal" });
  const seed = el("input", { name: "seed", inputmode: "numeric" });
  form.append(
    el("label", {}, "Experiment", experiment),
    el("label", {}, "Duration [ms]", duration),
    el("label", {}, "Seed", seed),
    el("label", {}, "Partitions", el("input", { name: "partitions", inputmode: "numeric", placeholder: "as usual" })),
    el("label", {}, "Folder for results", el("input", { name: "name", placeholder: "made by itself" })),
    el("label", { class: "check" }, el("input", { type: "checkbox", name: "recordsSpikes" }), "Write all spikes"),
    description,
    el("details", {}, el("summary", {}, "Parameters"), parameters),
    el("div", { class: "whole" }, el("button", { type: "submit", class: "first" }, "Start")),
    outcome,
    problem);

  const describe = async () => {
    parameters.replaceChildren();
    problem.textContent = "";
    const name = experiment.value;
    try {
      const about = await get("/api/experiment", { name });
      if (name !== experiment.value) {
        return; // Another one was chosen meanwhile.
      }
      description.textContent = about.description;
      duration.placeholder = about.defaultDurationMs;
      seed.placeholder = about.defaultSeed;
      parameters.append(...about.parameters.map(one => el("label", { title: `${one.description} (${one.range})` },
        `${one.name}${one.unit === "" ? "" : ` [${one.unit}]`}`, el("input", { "data-parameter": one.name, placeholder: one.default }))));
    } catch (error) {
      problem.textContent = error.message;
    }
  };
  experiment.addEventListener("change", describe);
  describe();

  form.addEventListener("submit", async event => {
    event.preventDefault();
    outcome.textContent = "starting";
    problem.textContent = "";
    const text = name => form.elements[name].value.trim();
    const number = name => text(name) === "" ? null : Number.isFinite(Number(text(name))) ? Number(text(name)) : text(name);
    try {
      const started = await post("/api/runs", {
        experiment: experiment.value,
        durationMs: number("durationMs"),
        seed: number("seed"),
        partitions: number("partitions"),
        name: text("name") === "" ? null : text("name"),
        recordsSpikes: form.elements.recordsSpikes.checked,
        set: Object.fromEntries([...parameters.querySelectorAll("input")].filter(input => input.value.trim() !== "").map(input => [input.dataset.parameter, input.value.trim()])),
      });
      outcome.textContent = [`Started${started.run === null ? "" : ` run ${started.run}`}.`, started.folder === null ? null : `Its results go to ${started.folder}.`]
        .filter(part => part !== null).join(" ");
    } catch (error) {
      outcome.textContent = "";
      problem.textContent = error.message;
    }
  });
}

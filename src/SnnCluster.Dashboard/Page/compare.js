import { el, fill, table } from "./dom.js";
import { fileOf } from "./api.js";
import { plain, significant } from "./format.js";

const MOST = 20000;
const settings = /^(experiment|dataset|parameters\.|settings\.|seed$|dtMs$|simulatedMs$|sampleIntervalMs$|statisticsFromMs$|version$|commit$|commandLine|partitions\.|machine\.|populations\.|projections\.|values\.)/;
const ofTheFile = /^(hash|schema)$/;

// All words and numbers of an object, with their paths.
export function flatten(content) {
  const found = [];
  const visit = (value, path, depth) => {
    if (found.length >= MOST) {
      return;
    }
    if (value !== null && typeof value === "object" && depth < 32) {
      for (const [key, below] of Object.entries(value)) {
        visit(below, path === "" ? key : `${path}.${key}`, depth + 1);
      }
    } else {
      found.push([path, value]);
    }
  };
  visit(content, "", 0);
  return found;
}

// A figure of a result.
export function figure(id, name) {
  return el("figure", {},
    el("img", { src: fileOf("/figure", { id, name }), alt: `Figure ${name}`, loading: "lazy" }),
    el("figcaption", {}, `${id === "" ? "" : `${id}: `}${name}`));
}

// Two results side by side: what they were asked for, what came out, figures.
export function showComparison(holder, results) {
  const [first, second] = results.map(result => new Map(flatten(result.content)));
  const names = results.map(result => result.id === "" ? "(this folder)" : result.id);
  const keys = [...new Set([...first.keys(), ...second.keys()])].filter(key => !ofTheFile.test(key));
  const differing = keys.filter(key => first.get(key) !== second.get(key));
  const asked = differing.filter(key => settings.test(key));
  const values = differing.filter(key => !settings.test(key));
  const figures = [...new Set(results.flatMap(result => result.figures))];
  fill(holder,
    el("h3", {}, `${names[0]} and ${names[1]}`),
    part("Settings that differ", asked, first, second, names, "All settings are the same."),
    part("Values that differ", values, first, second, names, "All values are the same."),
    el("p", { class: "note" }, `${keys.length - differing.length} values are the same.`),
    el("h4", {}, "Figures"),
    figures.length === 0 ? el("p", { class: "note" }, "Neither has any.") : figures.map(name => el("div", { class: "pair" }, results.map(result => result.figures.includes(name)
      ? figure(result.id, name)
      : el("p", { class: "note" }, `${result.id} has no ${name}`)))));
}

function part(title, keys, first, second, names, none) {
  return el("div", {}, el("h4", {}, title), keys.length === 0 ? el("p", { class: "note" }, none) : table(title, ["Key", `> ${names[0]}`, `> ${names[1]}`, "> Change"], keys.map(key => [
    key, shown(first, key), shown(second, key), changeOf(first.get(key), second.get(key)),
  ])));
}

const shown = (values, key) => !values.has(key) ? "-" : plain(values.get(key));

function changeOf(before, after) {
  return typeof before === "number" && typeof after === "number" && before !== 0 ? `${after > before ? "+" : ""}${significant(100 * (after - before) / Math.abs(before))} %` : "";
}

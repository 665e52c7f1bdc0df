const whole = new Intl.NumberFormat("en-US", { maximumFractionDigits: 0 });

export const count = value => Number.isFinite(value) ? whole.format(value) : "-";

// Three significant digits, or the whole part.
export function significant(value) {
  if (!Number.isFinite(value)) {
    return "-";
  }
  const size = Math.abs(value);
  return value === 0 ? "0" : size >= 100 ? whole.format(value) : size < 1e-4 ? value.toExponential(2) : Number(value.toPrecision(3)).toString();
}

export const bytes = value => value >= 1e9 ? `${significant(value / 1e9)} GB` : `${significant(value / 1e6)} MB`;

export const timeOf = text => {
  const date = new Date(text);
  return Number.isNaN(date.getTime()) ? "" : date.toISOString().replace("T", " ").slice(0, 16);
};

export const plain = value => value === null ? "none" : typeof value === "number" ? String(value) : String(value);

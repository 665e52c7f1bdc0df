// Charts over uPlot, which is loaded before.
const colour = name => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

const short = new Intl.NumberFormat("en-US", { notation: "compact", maximumSignificantDigits: 6 });

const axis = (label, size) => ({
  label, size, values: (_, values) => values.map(value => short.format(value)), stroke: colour("--soft"), grid: { stroke: colour("--line"), width: 1 }, ticks: { stroke: colour("--line"), width: 1 },
});

function widthOf(holder) {
  return Math.max(200, holder.clientWidth || 300);
}

class Chart {
  constructor(holder, label) {
    this.holder = holder;
    this.label = label;
    this.key = null;
    this.chart = null;
    new ResizeObserver(() => this.chart?.setSize({ width: widthOf(holder), height: this.height })).observe(holder);
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => { this.key = null; this.show(); });
  }

  get height() {
    return 220;
  }

  make(key, options, data) {
    if (this.key === key) {
      this.chart.setData(data);
      return;
    }
    this.chart?.destroy();
    this.key = key;
    this.chart = new uPlot({ width: widthOf(this.holder), height: this.height, ...options }, data, this.holder);
    this.holder.setAttribute("role", "img");
    this.holder.setAttribute("aria-label", this.label);
  }
}

export class RateChart extends Chart {
  constructor(holder) {
    super(holder, "Mean rates of populations over simulated time; the table below has the last values");
    this.clear();
  }

  clear() {
    this.names = [];
    this.times = [];
    this.values = [];
  }

  take(names, timeMs, rates) {
    if (this.names.join("\n") !== names.join("\n")) {
      this.clear();
      this.names = names;
      this.values = names.map(() => []);
    }
    this.times.push(timeMs / 1000);
    rates.forEach((rate, i) => this.values[i].push(rate));
    if (this.times.length > 1200) {
      this.times = this.times.filter((_, i) => i % 2 === 0);
      this.values = this.values.map(one => one.filter((_, i) => i % 2 === 0));
    }
    this.show();
  }

  show() {
    this.make(this.names.join("\n"), {
      scales: { x: { time: false }, y: { range: (_, low, high) => [0, Math.max(1e-3, high * 1.05)] } },
      axes: [axis("simulated time [s]", 44), axis("rate [Hz]", 56)],
      series: [{ label: "s" }, ...this.names.map((name, i) => ({ label: name, stroke: colour(`--series-${i % 6}`), width: 1.5, points: { show: false } }))],
      legend: { show: this.names.length <= 12, live: false },
    }, [this.times, ...this.values]);
  }
}

export class WeightChart extends Chart {
  constructor(holder) {
    super(holder, "Histogram of weights");
    this.bins = [];
  }

  // Bins as lower bound, upper bound and count: counts are shown per width, as bins differ in width.
  take(bins) {
    this.bins = bins;
    this.show();
  }

  show() {
    const [x, y] = [[], []];
    for (let i = 0; i < this.bins.length; i += 3) {
      const [lower, upper, count] = this.bins.slice(i, i + 3);
      const height = count / (upper - lower);
      if (x.length > 0 && x[x.length - 1] < lower) {
        x.push(x[x.length - 1], lower);
        y.push(0, 0);
      }
      if (x.length === 0) {
        x.push(lower);
        y.push(0);
      }
      x.push(lower, upper);
      y.push(height, height);
    }
    if (x.length > 0) {
      x.push(x[x.length - 1]);
      y.push(0);
    }
    this.make("weights", {
      scales: { x: { time: false }, y: { range: (_, low, high) => [0, Math.max(1e-9, high * 1.05)] } },
      axes: [axis("weight, in the unit of the receptor", 44), axis("synapses per unit", 72)],
      series: [{ label: "weight" }, { label: "synapses per unit", stroke: colour("--series-0"), fill: `${colour("--series-0")}55`, width: 1, points: { show: false } }],
      legend: { show: false },
    }, [x, y]);
  }
}

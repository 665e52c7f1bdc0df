// Draws spikes as points over simulated time. No charting library draws tens of thousands of points twenty times a second.
const MOST = 60000;

export class Raster {
  constructor(canvas) {
    this.canvas = canvas;
    this.windowMs = 1000;
    this.isHeld = false;
    this.drawn = 0;
    this.clear();
    new ResizeObserver(() => this.draw()).observe(canvas);
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.draw());
  }

  clear() {
    this.populations = [];
    this.watched = [];
    this.endMs = 0;
    this.shownMs = 0;
    this.draw();
  }

  // Held still, it shows what it showed, and takes what comes all the same.
  hold(isHeld) {
    this.isHeld = isHeld;
    this.shownMs = isHeld ? this.shownMs : this.endMs;
    this.draw();
  }

  take(frame) {
    if (this.populations.map(one => one.name).join("\n") !== frame.populations.map(one => one.name).join("\n")) {
      this.populations = frame.populations.map(one => ({ name: one.name, rows: Math.ceil(one.size / one.every), every: one.every, times: [], at: [] }));
      this.watched = [];
      this.endMs = 0;
    }
    for (let i = 0; i < frame.watched.length; i += 2) {
      this.watched.push([frame.watched[i] * frame.dtMs, frame.watched[i + 1] * frame.dtMs]);
      this.endMs = Math.max(this.endMs, frame.watched[i + 1] * frame.dtMs);
    }
    frame.populations.forEach((one, p) => {
      const { times, at, every } = this.populations[p];
      for (let i = 0; i < one.spikes.length; i += 2) {
        times.push(one.spikes[i] * frame.dtMs);
        at.push(Math.floor(one.spikes[i + 1] / every));
      }
    });
    this.forget();
    if (!this.isHeld) {
      this.shownMs = this.endMs;
      requestAnimationFrame(() => this.draw());
    }
  }

  forget() {
    const begin = Math.min(this.shownMs, this.endMs) - 5000;
    this.watched = this.watched.filter(stretch => stretch[1] > begin).slice(-1000);
    for (const one of this.populations) {
      let gone = Math.max(0, one.times.length - MOST);
      while (gone < one.times.length && one.times[gone] < begin) {
        gone++;
      }
      if (gone > one.times.length / 4) {
        one.times = one.times.slice(gone);
        one.at = one.at.slice(gone);
      }
    }
  }

  draw() {
    const style = getComputedStyle(document.documentElement);
    const ratio = devicePixelRatio || 1;
    const [width, height] = [this.canvas.clientWidth, this.canvas.clientHeight];
    if (width === 0) {
      return;
    }
    this.canvas.width = width * ratio;
    this.canvas.height = height * ratio;
    const context = this.canvas.getContext("2d");
    context.scale(ratio, ratio);
    context.font = "12px system-ui, sans-serif";
    const [text, line, back] = ["--soft", "--line", "--back"].map(name => style.getPropertyValue(name));
    const plot = { left: 8, top: 4, width: width - 16, height: height - 24 };
    const begin = Math.max(0, this.shownMs - this.windowMs);
    const x = time => plot.left + (time - begin) / this.windowMs * plot.width;

    // What was watched is lighter than what was not.
    context.fillStyle = back;
    for (const [first, end] of this.watched) {
      if (end > begin && first < this.shownMs) {
        context.fillRect(x(Math.max(begin, first)), plot.top, Math.max(1, x(Math.min(end, this.shownMs)) - x(Math.max(begin, first))), plot.height);
      }
    }
    const rows = this.populations.reduce((sum, one) => sum + one.rows, 0);
    const gap = 16;
    const rowHeight = rows === 0 ? 0 : Math.max(0.5, (plot.height - gap * this.populations.length) / rows);
    let top = plot.top;
    this.drawn = 0;
    this.populations.forEach((one, p) => {
      context.fillStyle = text;
      context.fillText(one.name.length > 40 ? `${one.name.slice(0, 39)}…` : one.name, plot.left + 2, top + 12);
      top += gap;
      context.fillStyle = style.getPropertyValue(`--series-${p % 6}`);
      const size = Math.max(1, Math.min(2.5, rowHeight));
      for (let i = 0; i < one.times.length; i++) {
        if (one.times[i] >= begin && one.times[i] <= this.shownMs) {
          context.fillRect(x(one.times[i]), top + one.at[i] * rowHeight, size, size);
          this.drawn++;
        }
      }
      top += one.rows * rowHeight;
    });
    context.strokeStyle = line;
    context.strokeRect(plot.left, plot.top, plot.width, plot.height);
    context.fillStyle = text;
    context.fillText(`${Math.round(begin)} ms`, plot.left, height - 6);
    const last = `${Math.round(begin + this.windowMs)} ms`;
    context.fillText(last, plot.left + plot.width - context.measureText(last).width, height - 6);
    this.canvas.dataset.drawn = String(this.drawn);
    this.canvas.dataset.endMs = this.shownMs.toFixed(1);
  }
}

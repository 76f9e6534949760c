// What the page does: draws charts by Apache ECharts from the data beside them, moves slices, copies
// texts. Colours are the custom properties of report.css, so they follow the colour scheme by themselves.
"use strict";
(() => {
  const AXIS_TEXT = { color: "var(--soft)", fontSize: 11 };
  const GRID_LINE = { lineStyle: { color: "var(--grid)" } };
  const PLAIN = { emphasis: { disabled: true }, animation: false };
  // A row: a line for its name, and below it the marks, which may lie anywhere across.
  const BAND = 50;
  const MARKS = 0.34;
  const NAME_ABOVE = 16;
  const HEADING = 26;
  const MOST_LINES = 14;

  const tone = (number) => (number < 0 ? "var(--ink)" : `var(--c${number})`);
  const text = (string) => echarts.format.encodeHTML(String(string));
  const minus = (string) => string.replace("-", "\u2212");
  const brief = (value) => (value === null || value === undefined ? "\u2013" : minus(String(Number(value.toPrecision(4)))));

  /** A step of 1, 2 or 5 times a power of ten, of which about four make up the range. */
  function stepOf(range) {
    const raw = range / 4;
    const power = 10 ** Math.floor(Math.log10(raw));
    const digit = raw / power;
    return power * (digit > 7 ? 10 : digit > 3.4 ? 5 : digit > 1.4 ? 2 : 1);
  }

  /** A tick with as many digits as tell it from its neighbours. */
  function tick(value, step) {
    if (Math.abs(value) < step / 1e6) {
      return "0";
    }
    const digits = Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
    return minus(digits > 4 || Math.abs(value) >= 1e6 ? value.toExponential(0) : value.toFixed(digits));
  }

  /** Ends on ticks; misses have a tick of their own on the worse side. */
  function scaleOf(data) {
    const values = data.rows.flatMap((row) => (row.values || []).map((pair) => pair[0]));
    const missing = data.rows.some((row) => row.misses && row.misses.length > 0);
    const least = "least" in data.axis ? data.axis.least : Math.min(...values);
    const most = "most" in data.axis ? data.axis.most : Math.max(...values);
    let low = values.length ? least : 0;
    let high = values.length ? most : 1;
    if (!(high > low)) {
      high = low + (Math.abs(low) || 1);
    }
    const step = stepOf(high - low);
    low = Math.floor(low / step + 1e-9) * step;
    high = Math.ceil(high / step - 1e-9) * step;
    const lowMiss = missing && data.axis.missesAreLow;
    const highMiss = missing && !data.axis.missesAreLow;
    return { step, low, high, miss: lowMiss ? low - step : high + step, min: lowMiss ? low - step : low, max: highMiss ? high + step : high, missing };
  }

  /** Evenly spread over -0.5 .. 0.5 whatever their number: the van der Corput sequence. */
  function spread(index) {
    let value = 0;
    for (let n = index + 1, digit = 0.5; n > 0; n >>= 1, digit /= 2) {
      value += (n & 1) * digit;
    }
    return value - 0.5;
  }

  /** Rows in groups, each group with a grid of its own and all of them on the same scale. */
  function boxes(data) {
    const scale = scaleOf(data);
    const groups = [];
    for (const row of data.rows) {
      if (row.heading !== undefined) {
        groups.push({ heading: row.heading, rows: [] });
      } else {
        groups.length || groups.push({ heading: "", rows: [] });
        groups[groups.length - 1].rows.push(row);
      }
    }
    const clip = (value) => Math.min(scale.max, Math.max(scale.min, value));
    const option = { title: [], grid: [], xAxis: [], yAxis: [], series: [], tooltip: tooltip("item") };
    let top = 0;
    groups.forEach((group, at) => {
      const last = at === groups.length - 1;
      const height = BAND * group.rows.length;
      if (group.heading) {
        option.title.push({ text: group.heading, left: 7, top: top, padding: 5, textStyle: { color: "var(--ink)", fontSize: 12, fontWeight: 600 } });
        top += HEADING;
      }
      option.grid.push({ left: 12, right: 16, top, height });
      option.xAxis.push({
        type: "value", gridIndex: at, min: scale.min, max: scale.max, interval: scale.step,
        axisLabel: { ...AXIS_TEXT, show: last, showMinLabel: true, showMaxLabel: true, hideOverlap: true,
          formatter: (value) => (scale.missing && Math.abs(value - scale.miss) < scale.step / 2 ? "miss" : tick(value, scale.step)) },
        splitLine: GRID_LINE, axisLine: { show: false }, axisTick: { show: false },
      });
      option.yAxis.push({
        type: "category", gridIndex: at, inverse: true, z: 3, data: group.rows.map((row) => row.name),
        axisLabel: { color: "var(--ink)", fontSize: 12, inside: true, margin: 0, align: "left", verticalAlign: "bottom", padding: [0, 0, NAME_ABOVE, 0], interval: 0, overflow: "truncate" },
        axisLine: { show: false }, axisTick: { show: false }, splitLine: { show: false },
      });
      option.yAxis.push({ type: "value", gridIndex: at, min: -0.5, max: group.rows.length - 0.5, inverse: true, show: false });
      option.series.push({
        ...PLAIN, type: "boxplot", xAxisIndex: at, yAxisIndex: 2 * at, boxWidth: [15, 15], z: 1, silent: true,
        data: group.rows.map((row) => ({
          value: row.box.map(clip),
          itemStyle: { color: `color-mix(in srgb, ${tone(row.tone)} 16%, transparent)`, borderColor: tone(row.tone), borderWidth: 1.6 },
        })),
      });
      group.rows.forEach((row, line) => {
        const place = (index) => line + MARKS * spread(index);
        const marks = { ...PLAIN, type: "scatter", xAxisIndex: at, yAxisIndex: 2 * at + 1, clip: false };
        option.series.push({
          ...marks, name: row.name, symbolSize: 5, z: 2, itemStyle: { color: tone(row.tone), opacity: 0.75 },
          data: row.values.map(([value, name], index) => ({ name, value: [value, place(index)] })),
        });
        option.series.push({
          ...marks, name: row.name, symbol: "path://M-3,-3L3,3M3,-3L-3,3", symbolSize: 7, z: 2,
          itemStyle: { color: "none", borderColor: tone(row.tone), borderWidth: 1.75 },
          data: row.misses.map((name, index) => ({ name, miss: true, value: [scale.miss, place(index)] })),
        });
      });
      top += height;
    });
    option.tooltip.formatter = (mark) =>
      `<b>${text(mark.name)}</b><br>${text(mark.seriesName)}: ${mark.data.miss ? "miss" : minus(mark.value[0].toFixed(data.axis.decimals))}`;
    return option;
  }

  const STROKES = { network_b: [4, 3], reference: [9, 5] };

  function curves(data) {
    const sparse = Math.max(...data.lines.map((line) => line.points.length)) <= 60;
    const values = data.lines.flatMap((line) => line.points.map((point) => point[1])).filter((value) => value !== null);
    let low = Math.min(0, ...values);
    let high = Math.max(0, ...values);
    high = high > low ? high : low + 1;
    const step = stepOf(high - low);
    const across = stepOf(data.steps);
    const option = {
      grid: { left: 52, right: 10, top: 10, bottom: 26 },
      xAxis: { type: "value", min: 0, max: data.steps, interval: across, axisLabel: { ...AXIS_TEXT, hideOverlap: true, formatter: (value) => tick(value, across) },
        splitLine: { show: false }, axisLine: { lineStyle: { color: "var(--rule)" } }, axisTick: { show: false } },
      yAxis: { type: "value", min: Math.floor(low / step + 1e-9) * step, max: Math.ceil(high / step - 1e-9) * step, interval: step,
        axisLabel: { ...AXIS_TEXT, formatter: (value) => tick(value, step) }, splitLine: GRID_LINE, axisLine: { show: false }, axisTick: { show: false } },
      tooltip: { ...tooltip("axis"), axisPointer: { type: "line", lineStyle: { color: "var(--soft)" } }, order: "valueDesc" },
      series: data.lines.map((line) => ({
        ...PLAIN, type: "line", name: line.name, data: line.points, z: line.stroke === "reference" ? 3 : 2,
        showSymbol: sparse && line.stroke !== "reference", symbol: "circle", symbolSize: 4,
        lineStyle: { color: tone(line.tone), width: 1.6, type: STROKES[line.stroke] || "solid" },
        itemStyle: { color: tone(line.tone) },
      })),
    };
    option.tooltip.formatter = (marks) => {
      const rows = marks.slice(0, MOST_LINES).map((mark) => `${text(mark.seriesName)}: <b>${brief(mark.value[1])}</b>`);
      const more = marks.length > MOST_LINES ? [`and ${marks.length - MOST_LINES} more`] : [];
      return [`Step ${Math.round(marks[0].value[0])}`, ...rows, ...more].join("<br>");
    };
    return option;
  }

  function tooltip(trigger) {
    return {
      trigger, confine: true, transitionDuration: 0, backgroundColor: "var(--paper)", borderColor: "var(--rule)",
      textStyle: { color: "var(--ink)", fontSize: 12 }, extraCssText: "box-shadow:0 2px 10px rgb(0 0 0 / .2);white-space:normal;max-width:20rem",
    };
  }

  const DRAWINGS = { boxes, curves };

  function draw(figure) {
    const canvas = figure.querySelector(".canvas");
    const target = canvas.firstElementChild;
    const data = JSON.parse(figure.querySelector("script").textContent);
    let chart = null;
    // A chart in a closed part of the page has no width until that opens.
    new ResizeObserver(() => {
      const { clientWidth: width, clientHeight: height } = canvas;
      if (!width || matchMedia("print").matches) {
        return;
      }
      if (!chart) {
        chart = echarts.init(target, null, { renderer: "svg", width, height });
        const font = getComputedStyle(document.body).fontFamily;
        const label = { enabled: true, label: { description: target.getAttribute("aria-label") } };
        chart.setOption({ animation: false, aria: label, textStyle: { fontFamily: font }, ...DRAWINGS[data.kind](data) });
      } else {
        chart.resize({ width, height });
      }
      chart.getZr().flush();
      // In print the drawing is stretched to the paper.
      target.querySelector("svg").setAttribute("viewBox", `0 0 ${width} ${height}`);
    }).observe(canvas);
  }

  function slide(slider) {
    const plane = slider.closest(".plane");
    const slices = slider.dataset.slices.split(" ").map(Number);
    const show = () => {
      const at = slices[slider.value];
      const where = `slice ${at + 1} of ${slider.dataset.size}, ${(at * slider.dataset.spacing).toFixed(1)} mm`;
      plane.querySelector(".stack").style.setProperty("--i", slider.value);
      plane.querySelector(".where").textContent = where;
      slider.setAttribute("aria-valuetext", where);
    };
    slider.addEventListener("input", show);
    show(); // Browsers bring back where a slider stood.
  }

  async function copy(button) {
    let copied = button.dataset.copy;
    if (copied === undefined) {
      const record = JSON.parse(document.getElementById("record").textContent);
      copied = JSON.stringify(button.dataset.path ? record[button.dataset.path] : record, null, 2);
    }
    try {
      await navigator.clipboard.writeText(copied);
    } catch {
      copyBySelection(copied);
    }
    document.getElementById("said").textContent = "Copied.";
    button.classList.add("done");
    setTimeout(() => button.classList.remove("done"), 1500);
  }

  /** Where the clipboard is out of reach, as of files in some browsers. */
  function copyBySelection(copied) {
    const area = document.createElement("textarea");
    area.value = copied;
    document.body.append(area);
    area.select();
    document.execCommand("copy");
    area.remove();
  }

  document.documentElement.classList.add("scripted");
  document.querySelectorAll(".chart").forEach(draw);
  document.querySelectorAll(".plane input").forEach(slide);
  document.querySelectorAll("button.copy").forEach((button) => button.addEventListener("click", () => copy(button)));
})();

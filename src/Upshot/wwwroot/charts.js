// Draws the tables that carry numbers, where scripts run. The tables stay: they are the chart for everybody else.
(() => {
  "use strict";
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const still = matchMedia("(prefers-reduced-motion: reduce)");
  const colour = name => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const number = text => text === undefined ? null : Number(text);

  function rowsOf(element) {
    const table = document.getElementById(element.dataset.table);
    return [...table.querySelectorAll("tbody tr")].map(row => ({
      at: Date.parse(row.dataset.at), total: Number(row.dataset.total), bad: Number(row.dataset.bad), burn: number(row.dataset.burn), left: number(row.dataset.left),
    }));
  }

  function historyOf(rows) {
    const text = { color: colour("--muted"), fontFamily: getComputedStyle(document.body).fontFamily };
    const line = { lineStyle: { color: colour("--line") } };
    const axis = (name, more) => ({ type: "value", name, nameTextStyle: text, axisLabel: text, splitLine: line, ...more });
    const pairs = value => rows.map(row => [row.at, value(row)]);
    return {
      animation: !still.matches,
      useUTC: true,
      textStyle: text,
      legend: { top: 0, textStyle: { ...text, color: colour("--text") }, icon: "roundRect", itemWidth: 12, itemHeight: 8 },
      grid: { left: 56, right: 56, top: 56, bottom: 32 },
      axisPointer: { type: "line" },
      tooltip: {
        trigger: "axis", renderMode: "richText", backgroundColor: colour("--card"), borderColor: colour("--line"), textStyle: { ...text, color: colour("--text") },
        formatter: parts => [new Date(parts[0].value[0]).toISOString().slice(0, 16).replace("T", " ") + " UTC"]
          .concat(parts.filter(part => part.value[1] !== null).map(part => `${part.seriesName}: ${Math.round(part.value[1] * 100) / 100}${part.seriesIndex === 2 ? " %" : ""}`)).join("\n"),
      },
      xAxis: { type: "time", axisLabel: { ...text, hideOverlap: true }, axisLine: line, splitLine: { show: false } },
      yAxis: [axis("Requests", { minInterval: 1 }), axis("Budget left, %", { max: 100, splitLine: { show: false }, position: "right" })],
      series: [
        { name: "Good", type: "bar", stack: "requests", barMaxWidth: 18, itemStyle: { color: colour("--seen") }, data: pairs(row => row.total - row.bad) },
        { name: "Bad", type: "bar", stack: "requests", barMaxWidth: 18, itemStyle: { color: colour("--bad-strong") }, data: pairs(row => row.bad) },
        { name: "Budget left", type: "line", yAxisIndex: 1, showSymbol: false, connectNulls: false, lineStyle: { color: colour("--accent"), width: 2 }, itemStyle: { color: colour("--accent") },
          data: pairs(row => row.left === null ? null : 100 * row.left) },
      ],
    };
  }

  function draw(element) {
    element.hidden = false;
    const chart = echarts.init(element, null, { renderer: "svg" });
    const paint = () => chart.setOption(historyOf(rowsOf(element)), true);
    paint();
    dark.addEventListener("change", paint);
    new ResizeObserver(() => chart.resize()).observe(element);
  }

  document.querySelectorAll("[data-chart=history]").forEach(draw);
})();

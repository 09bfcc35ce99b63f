// Draws the charts of a report from the values that stand in it; nothing is fetched.
const values = JSON.parse(document.getElementById("values").textContent);
// Plotly asks for a base map of its own, drawn or not; an empty one stands here in its place.
window.PlotlyGeoAssets = { topojson: { world_110m: { type: "Topology", objects: {}, arcs: [] } } };
document.querySelectorAll(".chart").forEach((place, number) => {
  const { data, layout } = values.charts[number];
  for (const trace of data) if (trace.geojson === "outlines") trace.geojson = values.outlines;
  layout.width = Math.min(layout.width, place.clientWidth || layout.width);
  Plotly.newPlot(place, data, layout, { displayModeBar: false, scrollZoom: false, showAxisDragHandles: false });
});
// On paper, the charts follow each other and the tables behind them come after; the screen folds them under each.
const annex = document.getElementById("numbers");
let moved = [];
addEventListener("beforeprint", () => {
  moved = [...document.querySelectorAll("details")].map((table) => ({ table, home: table.parentElement, open: table.open }));
  for (const { table } of moved) {
    table.open = true;
    annex.appendChild(table);
  }
  annex.classList.toggle("filled", moved.length > 0);
});
addEventListener("afterprint", () => {
  for (const { table, home, open } of moved) {
    table.open = open;
    home.appendChild(table);
  }
  annex.classList.remove("filled");
});

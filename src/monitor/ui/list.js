// Draws a list of articles. Strangers wrote them, so every character goes into the page as a text node.
function cell(column, text) {
  const node = document.createElement("td");
  node.className = column.kind;
  node.textContent = text;
  if (column.kind === "tone") node.classList.add(text.startsWith("+") ? "positive" : text.startsWith("−") ? "negative" : "none");
  if (column.unit) node.dataset.unit = text === "1" ? column.one : column.unit;
  return node;
}

function head(columns) {
  const row = document.createElement("tr");
  for (const column of columns) {
    const node = document.createElement("th");
    node.scope = "col";
    node.className = column.kind;
    node.textContent = column.title;
    if (column.help) node.title = column.help;
    row.appendChild(node);
  }
  return row;
}

export default function (component) {
  const { data, parentElement, setTriggerValue } = component;
  const table = parentElement.querySelector("table");
  table.tHead.replaceChildren(head(data.columns));
  const body = table.tBodies[0];
  body.replaceChildren();
  for (const article of data.rows) {
    const row = document.createElement("tr");
    article.cells.forEach((text, i) => {
      const node = cell(data.columns[i], text);
      if (i === 0) {
        node.textContent = "";
        const opens = document.createElement("button");
        opens.type = "button";
        opens.textContent = text;
        opens.lang = article.language;
        opens.dir = "auto";
        node.appendChild(opens);
      }
      row.appendChild(node);
    });
    row.onclick = () => setTriggerValue("opened", article.id);
    body.appendChild(row);
  }
}

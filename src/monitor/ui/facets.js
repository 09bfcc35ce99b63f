// Draws the facets of a list: values with their numbers, each a button that narrows the list to it.
function made(tag, kind, text) {
  const node = document.createElement(tag);
  if (kind) node.className = kind;
  if (text) node.textContent = text;
  return node;
}

function value(facet, found, data, act) {
  const node = made("button", "value");
  node.type = "button";
  node.dataset.key = `${facet.name} ${found.value}`;
  node.style.setProperty("--part", `${(100 * found.rows) / data.most}%`);
  const number = found.rows.toLocaleString("en");
  node.append(made("span", "name", found.label), made("span", "rows", number));
  node.setAttribute("aria-label", `${facet.title}: ${found.label}, ${number} ${data.noun}`);
  node.onclick = () => act("chosen", [facet.name, found.value]);
  const item = made("li");
  item.appendChild(node);
  return item;
}

function group(facet, data, act) {
  const node = made("section");
  const list = made("ul");
  list.append(...facet.values.map((found) => value(facet, found, data, act)));
  const title = made("h2", "", facet.title);
  if (facet.help) title.title = facet.help;
  node.append(title, list);
  if (facet.others) node.appendChild(made("p", "", `and ${facet.others.toLocaleString("en")} more`));
  return node;
}

export default function (component) {
  const { data, parentElement: root, setTriggerValue: act } = component;
  const focused = root.activeElement?.dataset.key;
  root.querySelector(".groups").replaceChildren(...data.facets.map((facet) => group(facet, data, act)));
  if (focused) root.querySelector(`[data-key="${CSS.escape(focused)}"]`)?.focus({ preventScroll: true });
  const folded = root.querySelector("details");
  const wide = window.matchMedia("(min-width: 641px)");
  const unfold = () => { folded.open = wide.matches || folded.dataset.asked === "yes"; };
  folded.querySelector("summary").onclick = () => { folded.dataset.asked = folded.open ? "no" : "yes"; };
  unfold();
  wide.onchange = unfold;
  return () => { wide.onchange = null; };
}

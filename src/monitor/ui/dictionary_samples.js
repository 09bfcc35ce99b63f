// Sentences of strangers with the name that would be found in them: every character goes in as a text node.
function made(tag, kind, text) {
  const node = document.createElement(tag);
  if (kind) node.className = kind;
  if (text) node.textContent = text;
  return node;
}

export default function ({ data, parentElement, setTriggerValue }) {
  const list = parentElement.querySelector(".samples");
  list.replaceChildren();
  for (const sample of data.samples) {
    const item = made("li", sample.gained ? "gained" : "lost");
    item.appendChild(made("span", "change", sample.gained ? "+ " : "− "));
    item.appendChild(made("span", "who", sample.who));
    const said = made("p", "", "");
    said.dir = "auto";
    said.appendChild(document.createTextNode(sample.before));
    said.appendChild(made("mark", "", sample.name));
    said.appendChild(document.createTextNode(sample.behind));
    item.appendChild(said);
    const from = made("button", "from", sample.from);
    from.type = "button";
    from.title = "Read the article";
    from.onclick = () => setTriggerValue("opened", sample.id);
    item.appendChild(from);
    list.appendChild(item);
  }
}

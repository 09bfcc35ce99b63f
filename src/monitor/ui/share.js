// Copies the link of the view with one click, and shows it for those whose browser keeps the clipboard shut.
async function copied(link, field) {
  try {
    await navigator.clipboard.writeText(link); // missing without https
    return true;
  } catch {
    field.focus();
    field.select();
    return document.execCommand("copy");
  }
}

export default function (component) {
  const { data, parentElement, setTriggerValue } = component;
  const [button, sent, field, status] = ["button", ".sent", "input", "p"].map((name) => parentElement.querySelector(name));
  if (field.value !== data.link) sent.classList.remove("open"); // the view is another one by now
  if (data.note && sent.classList.contains("open")) status.textContent = `${field.dataset.says} ${data.note}`;
  field.onfocus = () => field.select();
  button.onclick = async () => {
    field.value = data.link;
    field.hidden = !data.link;
    sent.classList.add("open");
    if (!data.link) {
      status.textContent = data.problem;
      return;
    }
    const done = await copied(data.link, field);
    field.dataset.says = done
      ? "Link copied. It keeps showing these numbers, also when more articles come in."
      : "The browser does not let us copy: press Ctrl+C (⌘C). The link keeps showing these numbers.";
    status.textContent = field.dataset.says;
    setTriggerValue("copied", true);
  };
  const close = (event) => {
    if (event.type === "keydown" ? event.key === "Escape" : !event.composedPath().includes(parentElement)) sent.classList.remove("open");
  };
  addEventListener("keydown", close);
  addEventListener("pointerdown", close);
  return () => {
    removeEventListener("keydown", close);
    removeEventListener("pointerdown", close);
  };
}

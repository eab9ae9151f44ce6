// Draws the page's figures in the reader's light or dark, in the layout of a phone where it is narrow; searches the register.
const dark = matchMedia("(prefers-color-scheme: dark)");
const narrow = matchMedia("(max-width: 640px)");
const charts = [...document.querySelectorAll(".chart")].map((place) => {
  const held = place.querySelector("script");
  const spec = JSON.parse(held.textContent);
  held.remove();
  return { place, spec };
});

function draw(form) {
  for (const { place, spec } of charts) {
    const { data, layout } = structuredClone((narrow.matches && spec.narrow) || spec);
    layout.template = TEMPLATES[form];
    place.style.minHeight = layout.height + "px";
    Plotly.react(place, data, layout, { responsive: true, displayModeBar: false });
  }
}

function redraw() {
  draw(dark.matches ? "dark" : "light");
}

redraw();
dark.addEventListener("change", redraw);
narrow.addEventListener("change", redraw);
addEventListener("beforeprint", () => draw("light"));
addEventListener("afterprint", redraw);

const find = document.getElementById("find");
if (find) {
  const rows = [...document.querySelectorAll(".register tbody tr")].map((row) => [row, row.textContent.toLowerCase()]);
  find.addEventListener("input", () => {
    const wanted = find.value.toLowerCase().split(/\s+/).filter(Boolean);
    let found = 0;
    for (const [row, words] of rows) {
      row.hidden = !wanted.every((word) => words.includes(word));
      found += row.hidden ? 0 : 1;
    }
    document.getElementById("found").textContent = wanted.length ? found + " of " + rows.length : "";
  });
}

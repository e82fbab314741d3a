/**
 * Sets the theme of the link, or the saved one, before the first paint, so that no other theme
 * flashes up; where the browser lacks `light-dark()`, plain colours come then, too.
 */

function chosenTheme() {
  const linked = /[#&]theme=(system|light|dark)(?=&|$)/.exec(location.hash);
  if (linked) return linked[1];
  try {
    return localStorage.getItem("backprop-live.theme");
  } catch {
    return null;
  }
}

const chosen = chosenTheme();
if (chosen === "light" || chosen === "dark") document.documentElement.dataset["theme"] = chosen;

if (!CSS.supports("color", "light-dark(red, red)")) {
  void import("./plain-colors.js").then(({ applyPlainColors }) => applyPlainColors(document));
}

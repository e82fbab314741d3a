/** Sets the theme of the link, or the saved one, before the first paint, so that no other theme flashes up. */

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

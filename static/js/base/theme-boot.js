/** Sets a theme from the link or chosen earlier before the first paint: nothing flashes. */

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

/** The sheet of an invitation: the link with which others observe this run, to be copied or read by a camera. */

import { copy } from "../../base/page/clipboard.js";
import { make } from "../../base/page/dom.js";
import { applyStyles } from "../../base/page/styles.js";
import { loadWords, t } from "../../base/words/i18n.js";
import { publicAddresses, sharedLink } from "./page-link.js";
import { qrCode } from "./qr-code.js";

/** @import { Store } from "../../state/store/store.js" */

/** The sheet of each page. @type {WeakMap<Store, ReturnType<typeof createInviteSheet>>} */
const sheets = new WeakMap();

/** Copies the link with which others observe the run, and shows it. @param {Store} store */
export async function invite(store) {
  const fragment = `look=${store.state.value.observerKey}`;
  const { href, isLocal } = sharedLink(fragment);
  // A browser copies only just after the click.
  const isCopied = await copy(href);
  await Promise.all([applyStyles("invite"), loadWords()]);
  const sheet = sheets.get(store) ?? createInviteSheet(store);
  sheets.set(store, sheet);
  sheet.open(fragment);
  const message = t(isLocal ? "observe.copied.here" : "observe.copied");
  if (isCopied) store.dispatch({ type: "notice", message, tone: "plain" });
}

/** @param {Store} store */
export function createInviteSheet(store) {
  const link = make("input", { class: "box", attributes: { id: "invite-link", type: "text", readonly: "", spellcheck: "false" } });
  const address = make("select", { class: "choice", attributes: { id: "invite-address" } });
  const addressField = field("invite-address", t("invite.address"), address);
  const code = make("div", { class: "invite-code" });
  const note = make("p", { class: "soft" });
  const copyButton = make("button", { class: "primary", text: t("invite.copy"), attributes: { type: "button" } });
  const close = make("button", { class: "quiet", text: t("invite.close"), attributes: { type: "button" } });
  const sheet = make(
    "section",
    { class: "sheet link-sheet", attributes: { id: "invite-sheet", popover: "", "aria-labelledby": "invite-title" } },
    make("h2", { text: t("invite.title"), attributes: { id: "invite-title" } }),
    make("p", { text: t("invite.text") }),
    code,
    addressField,
    field("invite-link", t("invite.link"), link),
    note,
    make("div", { class: "invite-buttons" }, copyButton, close),
  );
  let fragment = "";

  /** Shows the link to the chosen address. */
  function show() {
    const { href, isLocal } = sharedLink(fragment, address.value || undefined);
    link.value = href;
    code.hidden = isLocal;
    code.replaceChildren(...(isLocal ? [] : [qrCode(href, t("invite.code"))]));
    note.textContent = isLocal ? t("invite.local") : "";
    note.hidden = !isLocal;
  }

  async function copyLink() {
    const isCopied = await copy(link.value);
    if (isCopied) store.dispatch({ type: "notice", message: t("observe.copied"), tone: "plain" });
    else link.select();
  }

  address.addEventListener("change", show);
  copyButton.addEventListener("click", copyLink);
  close.addEventListener("click", () => sheet.hidePopover());
  document.body.append(sheet);

  return {
    /** @param {string} given the fragment of the link */
    open(given) {
      fragment = given;
      const addresses = publicAddresses();
      address.replaceChildren(...addresses.map((each) => new Option(new URL(each).host, each)));
      addressField.hidden = addresses.length < 2;
      show();
      sheet.showPopover();
      link.select();
    },
  };
}

/** @param {string} id @param {string} label @param {HTMLElement} box */
const field = (id, label, box) => make("label", { class: "field", attributes: { for: id } }, make("span", { class: "label", text: label }), box);

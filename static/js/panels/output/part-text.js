/** Names of how many samples losses and predicted classes are, where a network takes long for all. */

import { t } from "../../base/words/i18n.js";

/** @import { DataFields, NetworkFields } from "../../protocol.js" */

/** Returns the sentence; nothing where they are of all samples. @param {Pick<NetworkFields, "n_evaluated">} network @param {Pick<DataFields, "n_samples">} data */
export function partText({ n_evaluated: [train, test] }, { n_samples: [all_train, all_test] }) {
  return train < all_train || test < all_test ? t("output.part", { train, test, all_train, all_test }) : "";
}

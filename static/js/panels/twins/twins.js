/** The view of two networks in lock-step: binds its parts. */

import { byId } from "../../base/page/dom.js";
import { bindCard } from "../network/card.js";
import { bindSelection } from "../network/pointer.js";
import { bindTwinColumns } from "./columns.js";
import { bindDifferences } from "./differences.js";
import { bindHeads } from "./heads.js";
import { bindInvitation } from "./invitation.js";

/** @import { PanelContext } from "../context.js" */
/** @import { Strip } from "../../stage/gradient-strip.js" */
/** @import { PictureStore } from "../../state/store/twin-store.js" */

/**
 * @param {PanelContext} context of the run
 * @param {PanelContext} twin the same of the twin
 * @param {PictureStore} picture that the twin's network is drawn from
 * @param {readonly [Strip, Strip]} strips of the run and of its twin
 */
export function bindTwins(context, twin, picture, strips) {
  bindHeads(context, twin.store, picture, strips);
  bindDifferences(context);
  bindInvitation(context);
  bindTwinColumns(twin);
  bindSelection(twin, { box: byId("twin-network-box"), canvas: byId("twin-network"), spoken: byId("twin-spoken") });
  bindCard(twin, byId("twin-card"), { isEditable: false });
}

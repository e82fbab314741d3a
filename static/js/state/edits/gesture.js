/**
 * A gesture: edits of the same fields that follow one another closely, such as those of a
 * dragged slider. It is one step of undo (undo.js). The server defines the pause that ends it,
 * and by that which changes are one mark on the charts (app/session/run/gesture.py). While the
 * server is busy, only the newest request of a gesture is kept (net/request-queue.js), and until
 * that is sent, the gesture goes on however long it takes. Pure.
 */

import { PAGE } from "../../base/page/page-data.js";

/** @typedef {{ name: string, at_ms: number }} Moment when something of a gesture was changed */

/** Returns the name of the gesture that changes these fields. @param {readonly string[]} fields */
export const gestureName = (fields) => fields.join();

/** Returns whether an edit continues the gesture of the last one. @param {Moment} last @param {Moment} next */
export const continuesGesture = (last, next) => last.name === next.name && next.at_ms - last.at_ms < PAGE.gesture_ms;

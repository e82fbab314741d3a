/**
 * A gesture: changes of the same fields that follow one another closely, such as those of a
 * dragged slider. It is one step of undo (undo.js) and one mark on the charts (change-marks.js, and
 * app/session/run/gesture.py for the marks of a resumed session). While the server is busy, only
 * its newest request is kept (net/request-queue.js), and until that is sent, the gesture goes
 * on however long it takes. Pure.
 */

import { PAGE } from "../page/page-data.js";

/** The longest time between two changes of one gesture, as the user makes them. */
export const GESTURE_PAUSE_MS = 1000;
/** The same as the server carries them out: the queue and the network delay each by another time. */
export const GESTURE_PAUSE_SERVER_MS = PAGE.gesture_ms;

/** @typedef {{ name: string, at_ms: number }} Moment when something of a gesture was changed */

/** Returns the name of the gesture that changes these fields. @param {readonly string[]} fields */
export const gestureName = (fields) => fields.join();

/** Returns whether a change continues the gesture of the last one. @param {Moment} last @param {Moment} next @param {number} [pause_ms] */
export const continuesGesture = (last, next, pause_ms = GESTURE_PAUSE_MS) => last.name === next.name && next.at_ms - last.at_ms < pause_ms;

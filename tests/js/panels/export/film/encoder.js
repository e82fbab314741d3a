/** A fake H.264 encoder of WebCodecs, and a reader of MP4 files that shares nothing with their writer. */

/** The configuration record of the stream (ISO/IEC 14496-15): profile, level, one parameter set of each kind. */
export const AVC_CONFIG = Uint8Array.of(1, 0x42, 0xc0, 0x1f, 0xff, 0xe1, 0, 2, 0x67, 0x42, 1, 0, 2, 0x68, 0xce);

/**
 * Installs an encoder of H.264 alone, until the test ends. Mediabunny asks an encoder about
 * each codec once.
 *
 * @param {import("node:test").TestContext} t
 */
export function fakeEncoder(t) {
  const sent = [];
  const asked = [];
  const given = { width: 800, height: 450 };
  const fakes = {
    HTMLCanvasElement: class {
      constructor() {
        Object.assign(this, given);
      }
    },
    VideoFrame: class VideoFrame {
      constructor(_source, { timestamp, duration }) {
        const visibleRect = { x: 0, y: 0, ...given };
        Object.assign(this, { timestamp, duration, visibleRect, colorSpace: {}, rotation: 0 });
        for (const kind of ["coded", "display"]) Object.assign(this, { [`${kind}Width`]: given.width, [`${kind}Height`]: given.height });
      }
      clone() {
        return new VideoFrame(null, this);
      }
      close() {}
    },
    EncodedVideoChunk: class {
      constructor(init) {
        Object.assign(this, init, { byteLength: init.data.byteLength });
      }
      copyTo(bytes) {
        bytes.set(this.data);
      }
    },
    VideoEncoder: class {
      static isConfigSupported(config) {
        asked.push(config.codec);
        return Promise.resolve({ supported: config.codec.startsWith("avc1"), config });
      }
      encodeQueueSize = 0;
      state = "unconfigured";
      constructor({ output }) {
        this.output = output;
      }
      addEventListener() {}
      removeEventListener() {}
      configure({ codec }) {
        this.codec = codec;
        this.state = "configured";
      }
      encode({ timestamp, duration }, { keyFrame = false } = {}) {
        const data = new Uint8Array(20 + (sent.length % 7)).fill(sent.length);
        sent.push({ data, timestamp, isKey: keyFrame });
        const chunk = new EncodedVideoChunk({ type: keyFrame ? "key" : "delta", timestamp, duration, data });
        this.output(chunk, { decoderConfig: { codec: this.codec, codedWidth: given.width, codedHeight: given.height, description: AVC_CONFIG } });
      }
      async flush() {}
      close() {
        this.state = "closed";
      }
    },
  };
  const before = Object.keys(fakes).map((name) => [name, globalThis[name]]);
  Object.assign(globalThis, fakes);
  t.after(() => {
    for (const [name, value] of before) {
      if (value === undefined) delete globalThis[name];
      else globalThis[name] = value;
    }
  });
  return { sent, asked, canvas: () => new HTMLCanvasElement() };
}

const CONTAINERS = new Set(["moov", "trak", "mdia", "minf", "stbl", "udta"]);
/** Bytes of a description of samples before its own boxes (ISO/IEC 14496-12 and 14496-15). */
const SAMPLE_DESCRIPTION = 8;
const VISUAL_SAMPLE_ENTRY = 78;

/** Returns the content of each box of an MP4 by its path. @param {ArrayBuffer} file @returns {Map<string, DataView>} */
export function boxesOf(file) {
  const found = new Map();
  const read = (start, end, path) => {
    for (let at = start; at < end; ) {
      const view = new DataView(file, at);
      const name = String.fromCharCode(...new Uint8Array(file, at + 4, 4));
      const isLarge = view.getUint32(0) === 1;
      const size = isLarge ? Number(view.getBigUint64(8)) : view.getUint32(0);
      const content = at + (isLarge ? 16 : 8);
      const here = path ? `${path}/${name}` : name;
      found.set(here, new DataView(file, content, at + size - content));
      if (CONTAINERS.has(name)) read(content, at + size, here);
      if (name === "stsd") read(content + SAMPLE_DESCRIPTION, at + size, here);
      if (name === "avc1") read(content + VISUAL_SAMPLE_ENTRY, at + size, here);
      at += size;
    }
  };
  read(0, file.byteLength, "");
  return found;
}

/**
 * Returns the frames of an MP4 with one track: their bytes, their time in seconds, and
 * whether they are key frames.
 *
 * @param {ArrayBuffer} file
 */
export function framesOf(file) {
  const boxes = boxesOf(file);
  const table = (name) => boxes.get(`moov/trak/mdia/minf/stbl/${name}`);
  const rows = (name, width, first = 8) => {
    const view = table(name);
    const n = view.getUint32(first - 4);
    return Array.from({ length: n }, (_, i) => Array.from({ length: width }, (_, k) => view.getUint32(first + 4 * (i * width + k))));
  };
  const scale = boxes.get("moov/trak/mdia/mdhd").getUint32(12);
  const durations = rows("stts", 2).flatMap(([count, duration]) => Array(count).fill(duration));
  const sizes = rows("stsz", 1, 12).flat();
  const chunks = rows("stco", 1).flat();
  const perChunk = rows("stsc", 3);
  const keys = new Set(table("stss") ? rows("stss", 1).flat() : sizes.keys().map((i) => i + 1));
  const frames = [];
  let time = 0;
  chunks.forEach((offset, chunk) => {
    const [, count] = perChunk.findLast(([first]) => first <= chunk + 1);
    let at = offset;
    for (let k = 0; k < count; k += 1) {
      const i = frames.length;
      frames.push({ data: new Uint8Array(file, at, sizes[i]), time_s: time / scale, isKey: keys.has(i + 1) });
      at += sizes[i];
      time += durations[i];
    }
  });
  return { frames, duration_s: time / scale };
}

/** What the page uses of gifenc. */
declare module "gifenc" {
  type Color = readonly [number, number, number];

  interface FrameOptions {
    /** Of the whole film, with the first frame. */
    palette?: Color[];
    /** How often the film is repeated; 0 is forever. */
    repeat?: number;
    /** Milliseconds. */
    delay: number;
    transparent: boolean;
    transparentIndex: number;
    dispose: number;
  }

  interface Encoder {
    writeFrame(index: Uint8Array, width: number, height: number, options: FrameOptions): void;
    finish(): void;
    bytes(): Uint8Array<ArrayBuffer>;
  }

  export function GIFEncoder(): Encoder;
  export function quantize(rgba: Uint8Array, maxColors: number, options: { format: "rgb565" }): Color[];
}

/** What the page uses of Papa Parse. */
declare module "papaparse" {
  interface ParseError {
    type: "Quotes" | "Delimiter" | "FieldMismatch";
    code: string;
    message: string;
    /** Row of the error, from 0 in each chunk. */
    row?: number;
  }

  interface Results {
    data: string[][];
    errors: ParseError[];
  }

  interface Parser {
    pause: () => void;
    resume: () => void;
    abort: () => void;
  }

  interface Config {
    delimiter: string;
    newline: "\n";
    quoteChar?: string;
    /** Number of rows to parse; 0 for all. */
    preview?: number;
    /** Number of characters that are parsed at a time. */
    chunkSize?: number;
    chunk?: (results: Results, parser: Parser) => void;
    complete?: () => void;
  }

  const Papa: { parse: (text: string, config: Config) => Results };

  // biome-ignore lint/style/noDefaultExport: the library has no other export
  export default Papa;
}

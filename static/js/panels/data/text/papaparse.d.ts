/** What the page uses of Papa Parse. */
declare module "papaparse" {
  interface Config {
    delimiter: string;
    newline: "\n";
    comments: string;
  }

  interface Results {
    data: string[][];
    /** Row of the error, from 0. */
    errors: { row: number; code: "MissingQuotes" | "InvalidQuotes" }[];
    /** Where the text begins that was not parsed. */
    meta: { cursor: number };
  }

  class Parser {
    constructor(config: Config);
    parse(text: string, offset: number, ignoreLastRow: boolean): Results;
  }

  const Papa: { Parser: typeof Parser };
  // biome-ignore lint/style/noDefaultExport: the library has no other export
  export default Papa;
}

/** How a method is named everywhere: its mark, and a link to its page but there. */
export interface MethodName {
  title: string;
  swatch: string;
  page: string | null;
}

/** Why a figure is not there, in a word that leads to the whole reason. */
export interface OutcomeView {
  word: string;
  href: string;
}

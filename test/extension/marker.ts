/** Begins each line of the reporter, to tell it from the talk of other extensions in the same log. */
export const marker = "drydock-test| ";

/** Where PIVOT puts its FILTER; taken out at the end when it was not used. */
export const FILTER_MARK = "/*\u0001filter\u0001*/";

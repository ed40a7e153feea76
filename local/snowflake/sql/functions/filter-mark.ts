/** A file of its own, because binder and functions import each other: nothing may be called while they load. */

/** Where PIVOT puts its FILTER; taken out at the end when it was not used. */
export const FILTER_MARK = "/*\u0001filter\u0001*/";

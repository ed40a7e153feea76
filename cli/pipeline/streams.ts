/** The datasets that arrive as streams; the others are sent whole, by `generate` and `drop`. */
export const STREAMS = ["bookings", "customers", "sensors", "transactions", "events"] as const;

export const MODES = ["full", ...STREAMS, "status"] as const;
export type Mode = (typeof MODES)[number];

export const streamsOf = (mode: Exclude<Mode, "status">): readonly string[] => (mode === "full" ? STREAMS : [mode]);

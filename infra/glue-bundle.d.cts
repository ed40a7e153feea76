export function glueBundle(root: string): Promise<{ key: string; body: Buffer }[]>;

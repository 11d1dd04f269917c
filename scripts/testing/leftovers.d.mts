export function sweepEngine(): Promise<void>;
export function sweepInstance(instance: string): Promise<void>;
export function isLeftover(instance: string | undefined): boolean;

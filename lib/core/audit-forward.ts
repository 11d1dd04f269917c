/** How the sending of the audit log to elsewhere stands. */
export interface ForwardState {
  /** As it was set: `stdout`, or the address. */
  target: string;
  /** The last row that was handed over. */
  sent: number;
  /** Rows that wait. */
  behind: number;
  /** Since when something stands in the way, and what; null while it flows. */
  trouble: { since: number; what: string } | null;
}

export interface AuditForward {
  state(): Promise<ForwardState | null>;
}

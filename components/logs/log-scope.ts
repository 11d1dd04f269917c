/** Whose lines are looked at. */
export interface LogScope {
  environment: string;
  stack: string;
  /** Null: all services of the stack. */
  service: string | null;
  /** Ids; null: all containers, also those to come. */
  containers: string[] | null;
}

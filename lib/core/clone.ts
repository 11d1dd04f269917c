/** What a new stack begins with when it is made after another one. */
export interface Clone {
  stack: string;
  revision: number;
  text: string;
  rancherText: string | null;
  variables: Record<string, string>;
  /** Variables whose values look secret: they stay with the stack they belong to. */
  withheld: string[];
  /** Secrets that the file asks for: their texts stay as well. */
  secrets: string[];
  /** Services that run outside of the file: they are not cloned. */
  outside: string[];
}

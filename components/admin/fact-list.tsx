import type { ReactNode } from "react";

export const FactList = ({ facts }: { facts: [string, ReactNode][] }) => (
  <dl className="fact-list">
    {facts.map(([name, value]) => (
      <div key={name}>
        <dt>{name}</dt>
        <dd>{value}</dd>
      </div>
    ))}
  </dl>
);

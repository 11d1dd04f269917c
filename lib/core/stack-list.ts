import type { Action, Verdict } from "./lifecycle";
import type { ServiceSummary, ServiceView, StackListView, StackSummary, StackView } from "./views";

type Verdicts = Record<Action, Verdict>;
type Packed<Row extends { actions: Verdicts }> = Omit<Row, "actions"> & { verdicts: number };
export type PackedStack = Packed<Omit<StackSummary, "services">> & { services: Packed<ServiceSummary>[] };

/** A list as it travels. What may be done with a service is half of its row and the same for most of them, so each set of verdicts is sent once. */
export type PackedStackList = Omit<StackListView, "stacks"> & { verdicts: Verdicts[]; stacks: PackedStack[] };

/** Sets of verdicts by place. Equal sets have one place; there are a few dozen at most, one for each phase and its neighbours. */
export interface VerdictTable {
  place(verdicts: Verdicts): number;
  all(): Verdicts[];
}

export function verdictTable(): VerdictTable {
  const places = new Map<string, number>();
  const all: Verdicts[] = [];
  return {
    place: (verdicts) => {
      const text = JSON.stringify(verdicts);
      const known = places.get(text);
      if (known !== undefined) return known;
      places.set(text, all.length);
      return all.push(verdicts) - 1;
    },
    all: () => all,
  };
}

export function summaryOf({ services, volumes: _volumes, networks: _networks, activeOperation: _operation, ...stack }: StackView): StackSummary {
  return { ...stack, services: services.map(serviceSummary) };
}

function serviceSummary(view: ServiceView): ServiceSummary {
  const { id, name, image, state, health, why, running, wanted, oldKept, endpoints, actions, sidekickOf, group, doomed, drift, outside } = view;
  return {
    ...{ id, name, image, state, health, why, running, wanted, oldKept, endpoints, actions, scale: { value: view.scale.value } },
    ...(sidekickOf && { sidekickOf }),
    ...(group && { group }),
    ...(doomed && doomed.length > 0 && { doomed }),
    ...(drift && { drift }),
    ...(outside !== undefined && { outside }),
  };
}

export function packStack({ services, actions, ...stack }: StackSummary, table: VerdictTable): PackedStack {
  const packed = services.map(({ actions: own, ...service }) => ({ ...service, verdicts: table.place(own) }));
  return { ...stack, verdicts: table.place(actions), services: packed };
}

export function packList({ stacks, ...list }: StackListView): PackedStackList {
  const table = verdictTable();
  return { ...list, stacks: stacks.map((stack) => packStack(stack, table)), verdicts: table.all() };
}

export function unpackList({ verdicts, stacks, ...list }: PackedStackList): StackListView {
  const unpacked = <Row extends { verdicts: number }>({ verdicts: place, ...row }: Row) => ({ ...row, actions: verdicts[place] as Verdicts });
  return { ...list, stacks: stacks.map(({ services, ...stack }) => ({ ...unpacked(stack), services: services.map((service) => unpacked(service)) })) };
}

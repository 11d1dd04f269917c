import type { Action, Verdict } from "./lifecycle";
import type { ServiceSummary, ServiceView, StackListView, StackSummary, StackView } from "./views";

type Verdicts = Record<Action, Verdict>;
type Packed<Row extends { actions: Verdicts }> = Omit<Row, "actions"> & { verdicts: number };
type PackedStack = Packed<Omit<StackSummary, "services">> & { services: Packed<ServiceSummary>[] };

/** A list as it travels. What may be done with a service is half of its row and the same for most of them, so each set of verdicts is sent once. */
export type PackedStackList = Omit<StackListView, "stacks"> & { verdicts: Verdicts[]; stacks: PackedStack[] };

/** Equal sets are the same object. There are a few dozen at most: one for each phase and its neighbours. */
const sets = new Map<string, Verdicts>();
function shared(verdicts: Verdicts): Verdicts {
  const text = JSON.stringify(verdicts);
  const known = sets.get(text) ?? verdicts;
  sets.set(text, known);
  return known;
}

export function summaryOf({ services, volumes: _volumes, networks: _networks, activeOperation: _operation, ...stack }: StackView): StackSummary {
  return { ...stack, actions: shared(stack.actions), services: services.map(serviceSummary) };
}

function serviceSummary(view: ServiceView): ServiceSummary {
  const { id, name, image, state, health, why, running, wanted, oldKept, endpoints, actions, sidekickOf, group, doomed, drift, outside } = view;
  return {
    ...{ id, name, image, state, health, why, running, wanted, oldKept, endpoints, actions: shared(actions), scale: { value: view.scale.value } },
    ...(sidekickOf && { sidekickOf }),
    ...(group && { group }),
    ...(doomed && doomed.length > 0 && { doomed }),
    ...(drift && { drift }),
    ...(outside !== undefined && { outside }),
  };
}

export function packList({ stacks, ...list }: StackListView): PackedStackList {
  const places = new Map<Verdicts, number>();
  const packed = <Row extends { actions: Verdicts }>({ actions, ...row }: Row): Packed<Row> => {
    const place = places.get(actions) ?? places.size;
    places.set(actions, place);
    return { ...row, verdicts: place };
  };
  const rows = stacks.map(({ services, ...stack }) => ({ ...packed(stack), services: services.map((service) => packed(service)) }));
  return { ...list, stacks: rows, verdicts: [...places.keys()] };
}

export function unpackList({ verdicts, stacks, ...list }: PackedStackList): StackListView {
  const unpacked = <Row extends { verdicts: number }>({ verdicts: place, ...row }: Row) => ({ ...row, actions: verdicts[place] as Verdicts });
  return { ...list, stacks: stacks.map(({ services, ...stack }) => ({ ...unpacked(stack), services: services.map((service) => unpacked(service)) })) };
}

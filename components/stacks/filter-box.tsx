import { SearchBox } from "@/components/ui/search-box";
import { Kbd } from "@/components/ui/small";

/** The box that `/` goes to. */
export const FilterBox = (wiring: { query: string; onQuery: (query: string) => void }) => <SearchBox label="Filter stacks" end={<Kbd>/</Kbd>} {...wiring} />;

// What next-env.d.ts would bring: Next writes that file at its first run, and a fresh clone is type-checked before it.
/// <reference types="next" />
/// <reference types="next/image-types/global" />

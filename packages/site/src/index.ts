export type { SiteInput } from "./input.ts";
export { type JoinedLedgers, joinLedgers } from "./join-ledgers.ts";
export { type Progress, renderSite } from "./render-site.ts";
export { isReplaceable, writeSite } from "./write-site.ts";

export type { MethodInput, PlannedCell, ReportInput } from "./input.ts";
export { renderReport, writeReport } from "./render.ts";
export { type ClaimsView, type ClaimView, viewClaims } from "./view/claims.ts";
export type { ReportView } from "./view/types.ts";
export { viewModel } from "./view/view-model.ts";

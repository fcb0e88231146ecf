export type { MethodInput, PlannedCell, ReportInput, TaskInput } from "./input.ts";
export { renderMethods, renderReport, writeReport } from "./render.ts";
export { type ClaimsView, type ClaimView, viewClaims } from "./view/claims.ts";
export { methodPages } from "./view/method-page.ts";
export type { MethodPageView } from "./view/method-page-types.ts";
export type { ReportView } from "./view/types.ts";
export { viewModel } from "./view/view-model.ts";

export { type Definitions, findTask, type Loaded, loadDefinitions, variantsOf } from "./definitions.ts";
export { hardware, type Provenance, provenance } from "./execute/environment.ts";
export { type Execution, type ExecutionEvent, execute } from "./execute/execute.ts";
export { slotFolder, slotSpecs, visibleGpus } from "./execute/slots.ts";
export { type Plan, type PlannedCell, planSuite } from "./plan/plan.ts";
export { selectVariants } from "./plan/select-variants.ts";
export { loadSuite, parseSuite, type Suite } from "./plan/suite.ts";
export { unknownName } from "./unknown-name.ts";
export { findWorkspace, methodSources, suiteNames, taskSources, type Workspace } from "./workspace.ts";

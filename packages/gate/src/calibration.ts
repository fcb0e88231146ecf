export type { CalibratedScenario, Calibration } from "./calibrate/calibration.ts";
export { readCalibration, writeCalibration } from "./calibrate/calibration-file.ts";

export { type CalibratedScenario, type Calibration, calibrationVersion } from "./calibrate/calibration.ts";
export { readCalibration, writeCalibration } from "./calibrate/calibration-file.ts";

export { type CalibratedScenario, type Calibration, calibrationVersion } from "./calibrate/calibration.ts";
export { readCalibration, writeCalibration } from "./calibrate/calibration-file.ts";
export { isMute } from "./calibrate/is-mute.ts";

/** The contract of a task and the pieces that tasks share. A task itself is loaded by its folder: `qat-tasks/tasks/lenet5-mnist`. */
export { accuracy, crossEntropy } from "./classification.ts";
export { imageExamples, type LabelledImages, type Normalisation } from "./data/image-examples.ts";
export { type Batches, batches, epochOrder, inOrder, stepsOf, streamed } from "./data/order.ts";
export { initialParameters } from "./layers/initialise.ts";
export type { DataSource, Dataset, Examples, Metric, Recipe, Task, TrainOn } from "./task.ts";

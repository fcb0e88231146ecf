import { Command } from "commander";
import { findWorkspace, loadDefinitions } from "qat-runner";
import { textTable } from "../text-table.ts";

export function tasksCommand(): Command {
  return new Command("tasks")
    .description("List the tasks: model, data and recipe.")
    .option("--json", "as JSON")
    .addHelpText("after", "\nExamples:\n  qat-bench tasks\n  qat-bench tasks --json")
    .action(async ({ json }: { json?: boolean }) => {
      const { tasks } = await loadDefinitions(findWorkspace(process.cwd()));
      const listed = tasks.map((source) => {
        if ("broken" in source) return { name: source.name, broken: source.broken };
        const { title, metric, network, recipe } = source.definition;
        const weights = network.parameters.map(({ shape }) => shape.reduce((product, length) => product * length, 1));
        return {
          name: source.name,
          title,
          metric: { name: metric.name, unit: metric.unit, direction: metric.direction },
          parameters: weights.reduce((sum, count) => sum + count, 0),
          quantizedTensors: network.parameters.filter(({ quantized }) => quantized).length,
          recipe: {
            optimizer: recipe.optimizer.name,
            rate: recipe.rateName,
            epochs: recipe.epochs,
            batchSize: recipe.batchSize,
          },
        };
      });
      if (json) {
        process.stdout.write(`${JSON.stringify(listed, null, 1)}\n`);
        return;
      }
      const rows = listed.map((task) =>
        "broken" in task && task.broken !== undefined
          ? [task.name, `does not load: ${task.broken}`, "", ""]
          : [
              task.name,
              task.title ?? "",
              String(task.parameters),
              `${task.recipe?.epochs} epochs, ${task.recipe?.optimizer}, ${task.recipe?.rate}`,
            ],
      );
      process.stdout.write(`${textTable(["task", "title", "parameters", "recipe"], rows)}\n`);
    });
}

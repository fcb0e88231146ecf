/** A module hook: workspace packages resolve to their TypeScript sources, so that nothing is built before it runs. */
export function resolve(specifier, context, next) {
  return next(specifier, { ...context, conditions: [...context.conditions, "qat-source"] });
}

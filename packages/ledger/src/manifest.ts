import { z } from "zod";

/** The version of the manifest's schema; readers refuse a newer one. */
export const manifestVersion = 1;

/** What one run covered: with it, a commit whose cells were all cached still has its table. */
export const manifestSchema = z.strictObject({
  version: z.literal(manifestVersion),
  id: z.string(),
  at: z.iso.datetime(),
  suite: z.string(),
  commit: z.string().nullable(),
  dirty: z.boolean(),
  dirtyHash: z.string().nullable(),
  /** Keys of the cells in the order of the plan. */
  keys: z.array(z.string()),
});

export type Manifest = z.infer<typeof manifestSchema>;

import { z } from "zod";

const name = z.string().min(1);

/** Who says something, and where it can be read. */
export const sourceSchema = z.strictObject({
  /** Who says so: authors and title, or the suite itself. */
  name,
  arxiv: z
    .string()
    .regex(/^\d{4}\.\d{4,5}$/, "an arXiv id has four digits, a point, four or five digits, and no version: 2503.15748")
    .optional(),
  /** The table, figure or section. */
  where: name.optional(),
  /** What was reported there, on which model and data. */
  reported: name.optional(),
});

export type Source = z.infer<typeof sourceSchema>;

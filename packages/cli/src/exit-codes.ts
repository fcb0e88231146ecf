/** How the command ends. */
export const exitCodes = { fine: 0, failed: 1, badUsage: 2, inconclusive: 3, interrupted: 130 } as const;

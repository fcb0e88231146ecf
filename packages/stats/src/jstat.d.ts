/** The part of jstat that is used; it brings no types. */
declare module "jstat" {
  const jstat: {
    readonly studentt: {
      /** The quantile of Student's distribution at probability `p` with `dof` degrees of freedom. */
      inv(p: number, dof: number): number;
    };
  };
  export = jstat;
}

/** The part of jstat that is used; it brings no types. */
declare module "jstat" {
  const jstat: {
    readonly studentt: {
      /** P(T <= x) of Student's distribution with `dof` degrees of freedom. */
      cdf(x: number, dof: number): number;
      /** The quantile of Student's distribution at probability `p` with `dof` degrees of freedom. */
      inv(p: number, dof: number): number;
    };
    readonly beta: {
      /** The quantile of the beta distribution at probability `p`. */
      inv(p: number, alpha: number, beta: number): number;
    };
    readonly normal: {
      /** The quantile of the normal distribution at probability `p`. */
      inv(p: number, mean: number, deviation: number): number;
    };
    /**
     * The lower incomplete gamma function over the whole one: P(G <= x) of a gamma variable of that shape and scale 1.
     */
    lowRegGamma(shape: number, x: number): number;
  };
  export = jstat;
}

interface Entry {
  readonly link?: boolean;
}

/**
 * What a package-lock.json has npm install, as one text: equal for two lockfiles that install the same. The workspace's
 * own packages are left out, which npm links.
 * @param text of the lockfile
 */
export function installedBy(text: string): string {
  const { packages } = JSON.parse(text) as { readonly packages: Readonly<Record<string, Entry>> };
  const installed = Object.entries(packages).filter(([path, { link }]) => path.includes("node_modules/") && !link);
  return JSON.stringify(installed.sort(([a], [b]) => (a < b ? -1 : 1)));
}

/**
 * A script beside a module, to run in a process or thread of its own: 'worker' is worker.ts where the sources run, and
 * worker.js where they have been compiled.
 *
 * @param module the calling module's import.meta.url
 */
export function scriptBeside(name: string, module: string): URL {
  return new URL(`${name}${module.slice(module.lastIndexOf('.'))}`, module)
}

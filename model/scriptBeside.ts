/**
 * A script beside a module, to run in a process or thread of its own: 'worker' is worker.ts where the sources run, and
 * worker.js where they have been compiled.
 *
 * @param module the calling module's import.meta.url
 */
export function scriptBeside(name: string, module: string): URL {
  return new URL(`${name}${module.slice(module.lastIndexOf('.'))}`, module)
}

/**
 * The same for a script of a worker thread. Threads read real files only: in a packed app theirs lie beside the archive
 * (asarUnpack in electron-builder.yml).
 */
export function threadScriptBeside(name: string, module: string): URL {
  return new URL(scriptBeside(name, module).href.replace('/app.asar/', '/app.asar.unpacked/'))
}

/** Names of the messages between the preload script and main. The preload script may import nothing, so it repeats them. */
export const channels = {
  /** Window to main, with a port: serve the contract on it. */
  connect: 'rnp:connect',
  /** Window asks main: a native dialog. */
  chooseFolder: 'rnp:choose-folder',
  chooseFiles: 'rnp:choose-files',
  /** Main to window: a command of the menu. */
  command: 'rnp:command',
} as const

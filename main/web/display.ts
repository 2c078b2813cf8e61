type Environment = Readonly<Record<string, string | undefined>>

/** Whether this computer can open windows. */
export function hasDisplay(
  platform: NodeJS.Platform = process.platform,
  env: Environment = process.env,
): boolean {
  if (platform === 'win32' || platform === 'darwin') return true
  return Boolean(env.DISPLAY || env.WAYLAND_DISPLAY)
}

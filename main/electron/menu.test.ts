import type { MenuItemConstructorOptions } from 'electron'
import { describe, expect, it } from 'vitest'
import { menuCommands } from '../contract/bridge.ts'
import { menuTemplate } from './menu.ts'
import { mayOpenOutside } from './policies.ts'

const platforms = ['linux', 'win32', 'darwin'] as const

function items(
  platform: NodeJS.Platform,
  seen: string[],
  opened: string[] = [],
): MenuItemConstructorOptions[] {
  const template = menuTemplate(platform, {
    command: (command) => seen.push(command),
    openOutside: (address) => opened.push(address),
  })
  return template.flatMap(({ submenu }) => (Array.isArray(submenu) ? submenu : []))
}

function clickAll(platform: NodeJS.Platform): { seen: string[]; opened: string[] } {
  const [seen, opened]: [string[], string[]] = [[], []]
  for (const { click } of items(platform, seen, opened))
    click?.(undefined as never, undefined, undefined as never)
  return { seen, opened }
}

describe.each(platforms)('the menu on %s', (platform) => {
  it('has every command of the window once', () => {
    expect(clickAll(platform).seen.sort()).toEqual([...menuCommands].sort())
  })

  it('opens only addresses that may be opened', () => {
    const { opened } = clickAll(platform)
    expect(opened.length).toBeGreaterThan(0)
    expect(opened.filter((address) => !mayOpenOutside(address))).toEqual([])
  })

  it('leaves keys of commands to the window, where they can be changed', () => {
    const withKeys = items(platform, []).filter(({ accelerator }) => accelerator)
    expect(withKeys.length).toBeGreaterThan(5)
    expect(withKeys.every(({ registerAccelerator }) => registerAccelerator === false)).toBe(true)
    const keys = withKeys.map(({ accelerator }) => accelerator)
    expect(new Set(keys).size).toBe(keys.length)
  })

  it('has a way to quit and no developer tools', () => {
    const roles = menuTemplate(platform, { command() {}, openOutside() {} })
      .flatMap((menu) => [menu, ...(Array.isArray(menu.submenu) ? menu.submenu : [])])
      .map(({ role }) => role)
    expect(roles).toContain(platform === 'darwin' ? 'appMenu' : 'quit')
    expect(roles).not.toContain('toggleDevTools')
    expect(roles).not.toContain('reload')
  })
})

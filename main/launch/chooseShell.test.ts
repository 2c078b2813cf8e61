import { describe, expect, it } from 'vitest'
import { hasDisplay } from '../web/display.ts'
import { openerOf } from '../web/openBrowser.ts'
import { chooseShell } from './chooseShell.ts'

const never = () => expect.unreachable('Electron is not looked for')
const present = async () => '/electron'
const absent = async () => undefined

describe('the shell', () => {
  it('is Electron where there is a display and its program', async () => {
    expect(await chooseShell({ hasDisplay: true }, present)).toEqual({ program: '/electron' })
  })

  it('is a page, saying why, where the program cannot be had', async () => {
    const choice = await chooseShell({ hasDisplay: true }, absent)
    expect(choice).toEqual({ why: expect.stringMatching(/^Electron .* page:$/) })
  })

  it('is a page at once, saying why, where there is no display', async () => {
    const choice = await chooseShell({ hasDisplay: false }, never)
    expect(choice).toEqual({ why: expect.stringMatching(/^There is no display, .* page:$/) })
  })

  it('is a page without a reason if that was asked for', async () => {
    expect(await chooseShell({ web: true, hasDisplay: true }, never)).toEqual({})
  })

  it('is Electron where that was asked for, whatever the display', async () => {
    expect(await chooseShell({ electron: true, hasDisplay: false }, present)).toEqual({
      program: '/electron',
    })
  })
})

describe('a display', () => {
  it('is always there on Windows and macOS, and on Linux where X or Wayland say so', () => {
    expect(hasDisplay('win32', {})).toBe(true)
    expect(hasDisplay('darwin', {})).toBe(true)
    expect(hasDisplay('linux', {})).toBe(false)
    expect(hasDisplay('linux', { DISPLAY: '' })).toBe(false)
    expect(hasDisplay('linux', { DISPLAY: ':0' })).toBe(true)
    expect(hasDisplay('linux', { WAYLAND_DISPLAY: 'wayland-0' })).toBe(true)
  })
})

describe('the browser', () => {
  it("is opened by each system's own means, never through a shell", () => {
    const address = 'http://127.0.0.1:1/?token=a&b'
    for (const platform of ['linux', 'darwin', 'win32'] as const) {
      const [program, ...args] = openerOf(platform, address)
      expect(program).not.toMatch(/cmd|sh$/)
      expect(args.at(-1)).toBe(address)
    }
  })
})

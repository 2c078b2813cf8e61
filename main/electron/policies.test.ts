import { describe, expect, it } from 'vitest'
import { published } from '../services/library/datasets/published.ts'
import { isOurs } from './origin.ts'
import { mayDownload, mayNavigate, mayOpenOutside, maySend, mayUse } from './policies.ts'

const STRANGERS = [
  'https://evil.example/',
  'http://127.0.0.1:3000/',
  'file:///etc/passwd',
  'app://elsewhere/',
  'app://studio.evil.example/',
  'app://studio:1/',
  'app://person@studio/',
  'app:studio',
  'apps://studio/',
  'javascript:alert(1)',
  'data:text/html,<p>',
  'about:blank',
  'blob:https://evil.example/1',
  'not an address',
  '',
]

describe('our pages', () => {
  it.each(['app://studio/', 'app://studio/index.html?x#/train'])('are at %s', (address) => {
    expect(isOurs(address)).toBe(true)
    expect(mayNavigate(address)).toBe(true)
    expect(mayDownload(address)).toBe(true)
  })

  it.each(STRANGERS)('are not at "%s": the window does not go there and saves nothing from it', (address) => {
    expect(mayNavigate(address)).toBe(false)
    expect(mayDownload(address)).toBe(false)
  })

  it('save what they made themselves', () => {
    expect(mayDownload('blob:app://studio/7c1b')).toBe(true)
  })
})

describe("the person's browser", () => {
  it('opens the paper and public homes of data sets', () => {
    const homes = published.map(({ home }) => home.replace(/^http:/, 'https:'))
    expect(homes.length).toBeGreaterThan(0)
    for (const address of ['https://arxiv.org/abs/2206.08462', ...homes]) {
      expect(mayOpenOutside(address), address).toBe(true)
    }
  })

  it.each([
    ...STRANGERS,
    'app://studio/',
    'http://arxiv.org/',
    'https://arxiv.org:8443/',
    'https://person:word@arxiv.org/',
    'https://arxiv.org.evil.example/',
    'https://evil.example/arxiv.org',
    'ms-settings:',
    'smb://server/share',
  ])('does not open "%s"', (address) => {
    expect(mayOpenOutside(address)).toBe(false)
  })
})

describe('a permission', () => {
  it('is given for copying after a click, to our page', () => {
    expect(mayUse('clipboard-sanitized-write', 'app://studio/')).toBe(true)
    expect(mayUse('clipboard-sanitized-write', 'https://evil.example/')).toBe(false)
  })

  it.each([
    'clipboard-read',
    'media',
    'geolocation',
    'notifications',
    'midiSysex',
    'openExternal',
    'fileSystem',
    'hid',
    'serial',
    'usb',
    'fullscreen',
    'unknown',
    'one of a later version',
  ])('is denied for %s', (permission) => {
    expect(mayUse(permission, 'app://studio/')).toBe(false)
  })
})

describe('a message', () => {
  it('is taken from our page itself', () => {
    expect(maySend({ url: 'app://studio/#/parse', parent: null })).toBe(true)
  })

  it('is not taken from a frame in it, from elsewhere, or from a page that is gone', () => {
    expect(maySend({ url: 'app://studio/', parent: {} })).toBe(false)
    expect(maySend({ url: 'https://evil.example/', parent: null })).toBe(false)
    expect(maySend(null)).toBe(false)
  })
})

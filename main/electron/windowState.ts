import { readFile } from 'node:fs/promises'
import type { Rectangle } from 'electron'
import { z } from 'zod'
import { saveFile } from '../base/saveFile.ts'

const schema = z.object({
  x: z.int(),
  y: z.int(),
  width: z.int().positive(),
  height: z.int().positive(),
  maximized: z.boolean(),
})

export type WindowState = z.infer<typeof schema>

/** Smallest size of the window, px. */
export const MIN_SIZE = { width: 900, height: 600 } as const
/** Size of the window at the first start, px. */
const DEFAULT_SIZE = { width: 1440, height: 900 } as const

/** How much of the window's top edge must be on a display so that a person can drag it, px. */
const MIN_GRIP = 100

/**
 * Where the window opens: where it was, if a display still shows it, else in the middle of the first display. It is never
 * larger than its display.
 *
 * @param displays work areas, the primary display's first
 */
export function placeWindow(
  saved: WindowState | undefined,
  displays: readonly Rectangle[],
): { readonly bounds: Rectangle; readonly maximized: boolean } {
  const shown = saved && displays.find((display) => isGrippable(saved, display))
  const display = shown ?? displays[0]
  const width = Math.min(saved?.width ?? DEFAULT_SIZE.width, display.width)
  const height = Math.min(saved?.height ?? DEFAULT_SIZE.height, display.height)
  const bounds = shown
    ? { x: saved.x, y: saved.y, width, height }
    : {
        x: display.x + Math.round((display.width - width) / 2),
        y: display.y + Math.round((display.height - height) / 2),
        width,
        height,
      }
  return { bounds, maximized: saved?.maximized ?? false }
}

function isGrippable(window: Rectangle, display: Rectangle): boolean {
  const across = Math.min(window.x + window.width, display.x + display.width) - Math.max(window.x, display.x)
  return across >= MIN_GRIP && window.y >= display.y && window.y <= display.y + display.height - MIN_GRIP
}

/** Reads what `saveWindowState` wrote; undefined if there is no file or it is damaged. */
export async function readWindowState(file: string): Promise<WindowState | undefined> {
  try {
    return schema.parse(JSON.parse(await readFile(file, 'utf8')))
  } catch {
    return undefined
  }
}

export function saveWindowState(file: string, state: WindowState): Promise<void> {
  return saveFile(file, `${JSON.stringify(schema.parse(state))}\n`)
}

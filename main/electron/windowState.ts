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

export const LEAST = { width: 900, height: 600 } as const
const USUAL = { width: 1440, height: 900 } as const

/** How much of the window's top must be seen for a person to get hold of it, px. */
const GRIP = 100

/**
 * Where the window opens: where it was, where a display still shows it; else in the middle of the first display, and
 * never larger than it.
 *
 * @param displays work areas, the primary display's first
 */
export function placeWindow(
  saved: WindowState | undefined,
  displays: readonly Rectangle[],
): { readonly bounds: Rectangle; readonly maximized: boolean } {
  const shown = saved && displays.find((display) => isGrippable(saved, display))
  const display = shown ?? displays[0]
  const width = Math.min(saved?.width ?? USUAL.width, display.width)
  const height = Math.min(saved?.height ?? USUAL.height, display.height)
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
  return across >= GRIP && window.y >= display.y && window.y <= display.y + display.height - GRIP
}

/** What was kept of the last window; undefined where there is nothing, or it is damaged. */
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

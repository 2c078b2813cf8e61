import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { readRegularFile } from '../../model/regularFile.ts'
import { saveFile } from '../base/saveFile.ts'

// The watched pictures' parses through a run, `previews/STEP.png` each.

const folderIn = (run: string) => join(run, 'previews')
const fileIn = (run: string, step: number) => join(folderIn(run), `${step}.png`)

export function savePreview(run: string, step: number, png: Uint8Array): Promise<void> {
  return saveFile(fileIn(run, step), png)
}

/** Reads the PNG of a step; undefined if there is none. */
export function readPreview(run: string, step: number): Promise<Uint8Array<ArrayBuffer> | undefined> {
  return readRegularFile(fileIn(run, step)).catch(undefinedWhereMissing)
}

/** The steps that have a preview, in no particular order. */
export async function previewSteps(run: string): Promise<number[]> {
  const names = (await readdir(folderIn(run)).catch(undefinedWhereMissing)) ?? []
  return names.flatMap((name) => /^(\d{1,15})\.png$/.exec(name)?.[1] ?? []).map(Number)
}

function undefinedWhereMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT' && error.code !== 'ENOTDIR') throw error
}

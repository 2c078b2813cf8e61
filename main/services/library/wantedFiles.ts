import { basename } from 'node:path'
import type { PictureAddress } from '../../../model/data/address.ts'
import { fileAddress } from '../../../model/data/formats/files.ts'
import { mayHold } from '../../../model/data/formats/index.ts'
import type { KnownPicture } from '../../reader/readerJobs.ts'
import { addressOf } from './reading.ts'

/** What must be read to find out whether a file is a missing one. */
export interface Check {
  readonly address: PictureAddress
  /** A picture of the missing archive or IDX file that it may be; absent if the file is a picture itself. */
  readonly holder?: KnownPicture
}

/**
 * The missing files that have not been found yet, each represented by one of its pictures. A picture file is recognised
 * by its content, an archive or IDX file by having that picture at the same place.
 */
export class WantedFiles {
  /** Paths of missing picture files by content, then by name; in the order they were added. */
  readonly #alone = new Map<string, Map<string, Set<string>>>()
  readonly #holders = new Set<KnownPicture>()
  readonly #names = new Set<string>()
  #count = 0

  /** How many files are still missing. */
  get count(): number {
    return this.#count
  }

  add(picture: KnownPicture): void {
    const { path, member, hash } = picture
    const name = basename(path)
    this.#names.add(name)
    this.#count++
    if (member !== '') {
      this.#holders.add(picture)
      return
    }
    const byName = getOrAdd(this.#alone, hash, () => new Map<string, Set<string>>())
    getOrAdd(byName, name, () => new Set<string>()).add(path)
  }

  /** Whether a missing file, found or not, has the name of a file. */
  hasName(file: string): boolean {
    return this.#names.has(basename(file))
  }

  /** What must be read of a file to compare it with the missing ones. */
  checksOf(file: string): Check[] {
    const checks: Check[] = this.#alone.size > 0 ? [{ address: fileAddress(file) }] : []
    for (const holder of this.#holders) {
      if (isAlike(file, holder)) checks.push({ address: { ...addressOf(holder), path: file }, holder })
    }
    return checks
  }

  /**
   * Removes the missing file that a check has found. Among missing copies with the same content it prefers the same
   * name.
   *
   * @param hash the hash of what was read; undefined if it could not be read
   * @returns the missing file's path; undefined if the check found none
   */
  take({ address, holder }: Check, hash: string | undefined): string | undefined {
    if (hash === undefined) return undefined
    const path = holder ? this.#takeHolder(holder, hash) : this.#takeAlone(address.path, hash)
    if (path !== undefined) this.#count--
    return path
  }

  #takeHolder(holder: KnownPicture, hash: string): string | undefined {
    return hash === holder.hash && this.#holders.delete(holder) ? holder.path : undefined
  }

  #takeAlone(file: string, hash: string): string | undefined {
    const byName = this.#alone.get(hash)
    if (!byName) return undefined
    const name = byName.has(basename(file)) ? basename(file) : first(byName.keys())
    const paths = byName.get(name)!
    const path = first(paths)
    paths.delete(path)
    if (paths.size === 0) byName.delete(name)
    if (byName.size === 0) this.#alone.delete(hash)
    return path
  }
}

/** Whether a file may be a missing archive or IDX file, going by its name. */
function isAlike(file: string, { kind, path }: KnownPicture): boolean {
  return basename(file) === basename(path) || mayHold(file, kind)
}

function first<T>(values: Iterable<T>): T {
  const [value] = values
  return value
}

function getOrAdd<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const found = map.get(key)
  if (found !== undefined) return found
  const made = make()
  map.set(key, made)
  return made
}

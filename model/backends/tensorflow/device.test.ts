import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { graphicsCard, graphicsCards, whyNoCard } from './device.ts'
import { useOwnTools } from './tensorflow.testing.ts'

const tool = useOwnTools()

describe('the graphics cards', () => {
  it('are those that nvidia-smi lists, with the given fields', async () => {
    tool('nvidia-smi', 'echo "NVIDIA H200, $1"; echo "NVIDIA T4, $2"')
    expect(await graphicsCards('name,driver_version')).toEqual([
      'NVIDIA H200, --query-gpu=name,driver_version',
      'NVIDIA T4, --format=csv,noheader',
    ])
  })

  it('are none without nvidia-smi, and where it fails', async () => {
    expect(await graphicsCards('name')).toEqual([])
    tool('nvidia-smi', 'echo "NVIDIA-SMI has failed"; exit 9')
    expect(await graphicsCards('name')).toEqual([])
  })

  it('are none where nvidia-smi hangs', async () => {
    tool('nvidia-smi', 'echo "NVIDIA H200"; exec /bin/sleep 60')
    expect(await graphicsCards('name', 200)).toEqual([])
  })

  it('give the name of the first to what computes on one', async () => {
    expect(await graphicsCard()).toBe('GPU')
    tool('nvidia-smi', 'echo "NVIDIA H200"; echo "NVIDIA T4"')
    expect(await graphicsCard()).toBe('NVIDIA H200')
  })
})

describe('a library for graphics cards that found none', () => {
  const name = '@tensorflow/tfjs-node-gpu'
  const { execPath } = process
  let path: string
  beforeEach(() => {
    // Brackets and stars in a path must not be read as patterns.
    path = mkdtempSync(join(tmpdir(), 'rnp-[gpu]*-'))
    mkdirSync(join(path, 'lib', 'napi-v8'), { recursive: true })
    writeFileSync(join(path, 'lib', 'napi-v8', 'tfjs_binding.node'), '')
  })
  afterEach(() => {
    process.execPath = execPath
    rmSync(path, { recursive: true })
  })

  /** The message where loading the library runs `script`. */
  function why(script: string, limit?: number): Promise<string> {
    process.execPath = tool('node', script)
    return whyNoCard({ name, version: '4.22.0', path }, limit)
  }

  it('names the CUDA libraries that it could not load, as its log does when it is loaded with it on', async () => {
    const script = `echo "$TF_CPP_MIN_LOG_LEVEL: Could not load dynamic library 'libcudnn.so.8'; $2" >&2`
    expect(await why(script)).toBe(`${name} runs on the CPU: it could not load libcudnn.so.8.`)
    expect(await why(`${script}; exit 1`)).toBe(`${name} runs on the CPU: it could not load libcudnn.so.8.`)
  })

  it('finds no card where no library is missing', async () => {
    expect(await why('')).toBe(`${name} runs on the CPU: it finds no NVIDIA card it can use.`)
  })

  it('is abandoned where it hangs', async () => {
    expect(await why('exec /bin/sleep 60', 200)).toBe(
      `${name} runs on the CPU: it did not report why within 0.2 s.`,
    )
  })

  it('cannot be asked where its addon is missing', async () => {
    rmSync(join(path, 'lib'), { recursive: true })
    expect(await whyNoCard({ name, version: '4.22.0', path })).toBe(
      `${name} runs on the CPU: no tfjs_binding.node was found in ${join(path, 'lib')} to ask why.`,
    )
  })
})

import { describe, expect, it, vi } from 'vitest'
import { RnpError } from '../../errors.ts'
import { KernelMemory } from './memory.ts'

const SIZES = [1, 63, 64, 65, 256, 257, 1000, 4096, 70_000, 1_000_000]

describe('KernelMemory', () => {
  it('hands out blocks on cache lines that do not overlap', () => {
    const memory = new KernelMemory()
    const blocks = SIZES.map((bytes) => ({ from: memory.allocate(bytes), bytes })).sort(
      (a, b) => a.from - b.from,
    )
    for (const [i, { from, bytes }] of blocks.entries()) {
      expect(from % 64).toBe(0)
      expect(from + bytes).toBeLessThanOrEqual(blocks[i + 1]?.from ?? memory.reserved)
    }
  })

  it('grows no further when the same blocks are allocated again', () => {
    const memory = new KernelMemory()
    const step = () => {
      const addresses = SIZES.map((bytes) => memory.allocate(bytes))
      for (const address of addresses) memory.free(address)
      return addresses.toSorted()
    }
    const first = step()
    const reserved = memory.reserved
    for (let i = 0; i < 5; i++) expect(step()).toEqual(first)
    expect(memory.reserved).toBe(reserved)
    expect(memory.used).toBe(0)
  })

  it('keeps what was written while it grows', () => {
    const memory = new KernelMemory()
    const address = memory.allocate(8)
    const early = new Float32Array(memory.memory.buffer, address, 2)
    early[0] = 7
    const reserved = memory.reserved
    memory.allocate(64 << 20)
    expect(memory.reserved).toBeGreaterThan(reserved)
    early[1] = 8
    expect([...new Float32Array(memory.memory.buffer, address, 2)]).toEqual([7, 8])
  })

  it('wastes at most a fifth of a block', () => {
    const memory = new KernelMemory()
    for (let bytes = 300; bytes < 1e6; bytes = Math.ceil(bytes * 1.07)) {
      const before = memory.used
      memory.allocate(bytes)
      expect(bytes / (memory.used - before)).toBeGreaterThan(0.75)
      expect(memory.used - before).toBeGreaterThanOrEqual(bytes)
    }
  })

  it('hands out certain blocks where all of them are free', () => {
    const memory = new KernelMemory()
    const sizes = new Map(SIZES.map((bytes) => [memory.allocate(bytes), bytes]))
    const used = memory.used
    const addresses = [...sizes.keys()]
    expect(memory.claim(sizes)).toBe(false)
    for (const address of addresses.slice(1)) memory.free(address)
    expect(memory.claim(sizes)).toBe(false)
    memory.free(addresses[0])
    expect([memory.claim(sizes), memory.used]).toEqual([true, used])
    expect(SIZES.map((bytes) => memory.allocate(bytes)).filter((address) => sizes.has(address))).toEqual([])
    for (const address of addresses) memory.free(address)
    expect(memory.claim(sizes)).toBe(true)
  })

  it('hands out lent blocks where nothing else is free', () => {
    const memory = new KernelMemory()
    const [own, lent] = [memory.allocate(100), memory.allocate(100)]
    memory.free(own)
    memory.lend([lent])
    expect([memory.allocate(100), memory.allocate(100)]).toEqual([own, lent])
    memory.free(own)
    memory.free(lent)
    expect(memory.allocate(100)).toBe(own)
    memory.forget([lent])
    memory.free(own)
    memory.free(memory.allocate(100))
    memory.allocate(100)
    expect(memory.claim(new Map([[lent, 100]]))).toBe(true)
  })

  it('refuses more than an engine can address, naming the size and the way out, and lives on', () => {
    const memory = new KernelMemory()
    const ask = () => memory.allocate(5 * 2 ** 30)
    expect(ask).toThrow(RnpError)
    expect(ask).toThrow(/5120 MB/)
    try {
      ask()
    } catch (error) {
      expect(error).toMatchObject({ kind: 'engine', hint: expect.stringMatching(/smaller batch/) })
    }
    expect(memory.used).toBe(0)
    expect(memory.allocate(100)).toBeGreaterThan(0)
  })

  it('refuses to be made where no addresses are left', () => {
    const none = vi.spyOn(WebAssembly, 'Memory').mockImplementation(function outOfAddresses() {
      throw new RangeError('WebAssembly.Memory(): could not allocate memory')
    })
    const make = () => new KernelMemory()
    expect(make).toThrow(RnpError)
    none.mockRestore()
    expect(make).not.toThrow()
  })

  it('refuses to free what it has not handed out', () => {
    const memory = new KernelMemory()
    const address = memory.allocate(10)
    memory.free(address)
    expect(() => memory.free(address)).toThrow(/No block/)
  })
})

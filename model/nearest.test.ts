import { describe, expect, it } from 'vitest'
import { nearest } from './nearest.ts'

describe('nearest', () => {
  it.each([
    ['a letter left out', 'mnst', 'mnist'],
    ['a letter too many', 'fashiion', 'fashion'],
    ['a letter for another', 'omniglut', 'omniglot'],
    ['a part left out', 'mnist-compct', 'mnist-compact'],
    ['nothing wrong', 'fashion', 'fashion'],
  ])('finds the word meant: %s', (_, word, meant) => {
    expect(nearest(word, ['mnist', 'fashion', 'omniglot', 'mnist-compact'])).toBe(meant)
  })

  it('counts edits and not common letters', () => {
    // kitten -> sitting takes three edits, kitten -> knittings four.
    expect(nearest('kitten', ['knittings', 'sitting'])).toBe('sitting')
  })

  it('returns the earlier of two equally near words', () => {
    expect(nearest('cat', ['bat', 'rat'])).toBe('bat')
    expect(nearest('cat', ['rat', 'bat'])).toBe('rat')
  })

  it('returns the shortest for an empty word', () => {
    expect(nearest('', ['mnist', 'k', 'omniglot'])).toBe('k')
  })
})

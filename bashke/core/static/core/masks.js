"use strict";

// Sets of rows, for route.js. Equal sets have equal numbers, so that they can be kept and compared;
// BigInt would do the same, but hashes by its lowest digit alone.
globalThis.BashkeMasks = class {
  constructor(bits) {
    this.width = Math.ceil(bits / 32);
    this.words = new Uint32Array(this.width * 1024);
    this.slots = new Int32Array(4096).fill(-1);
    this.count = 0;
  }

  // The number of the set that was just written behind the last one.
  settle() {
    const { width, words, count } = this;
    const at = count * width;
    let slot = this.hash(at) & (this.slots.length - 1);
    for (let found; (found = this.slots[slot]) >= 0; slot = (slot + 1) & (this.slots.length - 1)) {
      let word = 0;
      while (word < width && words[found * width + word] === words[at + word]) word += 1;
      if (word === width) return found;
    }
    this.slots[slot] = count;
    this.count += 1;
    if (this.count * 2 > this.slots.length) this.spread();
    if ((this.count + 1) * width > words.length) {
      this.words = new Uint32Array(words.length * 2);
      this.words.set(words);
    }
    return count;
  }

  hash(at) {
    let hash = 0;
    for (let word = at; word < at + this.width; word += 1) {
      hash = Math.imul(hash ^ this.words[word], 0x9e3779b1);
      hash ^= hash >>> 15;
    }
    return hash;
  }

  spread() {
    this.slots = new Int32Array(this.slots.length * 2).fill(-1);
    for (let id = 0; id < this.count; id += 1) {
      let slot = this.hash(id * this.width) & (this.slots.length - 1);
      while (this.slots[slot] >= 0) slot = (slot + 1) & (this.slots.length - 1);
      this.slots[slot] = id;
    }
  }

  of(bits) {
    const at = this.count * this.width;
    this.words.fill(0, at, at + this.width);
    for (const bit of bits) this.words[at + (bit >>> 5)] |= 1 << (bit & 31);
    return this.settle();
  }

  combine(one, other, how) {
    const { width, words } = this;
    const [at, a, b] = [this.count * width, one * width, other * width];
    for (let word = 0; word < width; word += 1) {
      words[at + word] = how(words[a + word], words[b + word]);
    }
    return this.settle();
  }

  and(one, other) { return this.combine(one, other, (a, b) => a & b); }
  or(one, other) { return this.combine(one, other, (a, b) => a | b); }
  without(one, other) { return this.combine(one, other, (a, b) => a & ~b); }

  meet(one, other) {
    for (let word = 0; word < this.width; word += 1) {
      if (this.words[one * this.width + word] & this.words[other * this.width + word]) return true;
    }
    return false;
  }

  bits(id) {
    const found = [];
    for (let word = 0; word < this.width; word += 1) {
      for (let rest = this.words[id * this.width + word]; rest; rest &= rest - 1) {
        found.push(word * 32 + 31 - Math.clz32(rest & -rest));
      }
    }
    return found;
  }

  hex(id) {
    const words = [...this.words.subarray(id * this.width, (id + 1) * this.width)].reverse();
    const said = words.map((word) => word.toString(16).padStart(8, "0")).join("");
    return said.replace(/^0+(?=.)/, "");
  }
};

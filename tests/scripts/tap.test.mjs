import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { load } from "./load.mjs";

const { heard, inWords, recognise, seconds } = await load("guide/tap.js");

/* Moments of so many taps, so far apart. */
const every = (apart, count) => Array.from({ length: count }, (_, n) => 1000 + n * apart);
/* The same taps, each as late or early as a hand is. */
const unsteady = (taps, off) => taps.map((tap, n) => tap + off[n % off.length]);
/* Bursts of taps: so many in each, so far apart, with this pause between the bursts. */
const bursts = (counts, apart, pause) => {
  const taps = [];
  let at = 1000;
  for (const count of counts) {
    for (let n = 0; n < count; n++, at += apart) taps.push(at);
    at += pause - apart;
  }
  return taps;
};

const SLOW = { gaps: [2000], loop: 1, more: 0 };
const FAST = { gaps: [500], loop: 1, more: 0 };
const FIVE = { gaps: [500, 500, 500, 500], loop: 0, more: 0 };
const FIVE_OR_SIX = { ...FIVE, more: 1 };
const THREE_AGAIN = { gaps: [400, 400, 2400], loop: 3, more: 0 };
const order = (found) => found.map(({ light }) => light);

describe("recognise", () => {
  test("nothing was tapped: no light is offered", () => {
    assert.deepEqual(recognise([], [SLOW, FAST]), []);
  });

  test("a rhythm is told from one four times as fast", () => {
    assert.deepEqual(order(recognise(every(2000, 5), [SLOW, FAST])), [0]);
    assert.deepEqual(order(recognise(every(500, 8), [SLOW, FAST])), [1]);
  });

  test("a hand that is unsteady by 80 ms changes nothing", () => {
    const taps = unsteady(every(500, 10), [0, 80, -60, 40, -80]);
    assert.deepEqual(order(recognise(taps, [SLOW, FAST])), [1]);
  });

  test("a light may be a fifth slower than it is drawn", () => {
    assert.deepEqual(order(recognise(every(600, 8), [SLOW, FAST])), [1]);
  });

  test("taps too fast or too slow for every light offer none", () => {
    assert.deepEqual(recognise(every(150, 20), [SLOW]), []);
    assert.deepEqual(recognise(every(5000, 5), [FAST]), []);
  });

  test("one tap, and then silence, is a light that flashes once", () => {
    const once = { gaps: [], loop: 0, more: 0 };
    const [first] = recognise([1000], [FAST, once], 8000);
    assert.equal(first.light, 1);
  });

  test("five flashes and silence are a light that ends, not one that goes on", () => {
    const taps = every(500, 5);
    assert.equal(recognise(taps, [FAST, FIVE], taps.at(-1) + 5000)[0].light, 1);
  });

  test("as long as no silence is known, a light that goes on fits five taps as well", () => {
    assert.deepEqual(order(recognise(every(500, 5), [FAST, FIVE])).sort(), [0, 1]);
  });

  test("a light of five or six flashes fits six; one of five does not fit as well", () => {
    const taps = every(500, 6);
    assert.equal(recognise(taps, [FIVE, FIVE_OR_SIX], taps.at(-1) + 5000)[0].light, 1);
  });

  test("bursts of three are told from a steady light", () => {
    const taps = bursts([3, 3, 3], 400, 2400);
    assert.equal(recognise(taps, [FAST, THREE_AGAIN])[0].light, 1);
  });

  test("a flash that was missed does not hide the light", () => {
    const taps = every(500, 10).filter((_, n) => n !== 4);
    assert.equal(recognise(taps, [SLOW, FAST])[0].light, 1);
  });

  test("a finger that slipped does not hide the light", () => {
    const taps = every(2000, 5).flatMap((tap, n) => (n === 2 ? [tap, tap + 120] : [tap]));
    assert.equal(recognise(taps, [SLOW, FAST])[0].light, 0);
  });

  test("two lights alike share the odds, and all shares with chance make one", () => {
    const found = recognise(every(500, 8), [FAST, { ...FAST }, SLOW]);
    assert.deepEqual(order(found), [0, 1]);
    assert.equal(found[0].share, found[1].share);
    assert.ok(Math.abs(found[0].share - 0.5) < 0.001);
  });

  test("hundreds of taps give finite shares", () => {
    const [first] = recognise(every(500, 500), [SLOW, FAST]);
    assert.equal(first.light, 1);
    assert.ok(first.share > 0.99 && first.share <= 1);
  });
});

describe("heard", () => {
  test("one tap is one flash, with no rhythm", () => {
    assert.deepEqual(heard([1000]), { flashes: [1000], bursts: [1], apart: 0, pause: 0 });
  });

  test("steady taps are one burst", () => {
    const taps = every(500, 4);
    assert.deepEqual(heard(taps), { flashes: taps, bursts: [4], apart: 500, pause: 0 });
  });

  test("bursts are counted, with the time between their flashes and between them", () => {
    const taps = bursts([3, 3, 2], 400, 2000);
    assert.deepEqual(heard(taps), { flashes: taps, bursts: [3, 3, 2], apart: 400, pause: 2000 });
  });

  test("a slip soon after a tap is no flash", () => {
    assert.deepEqual(heard([1000, 3000, 3100, 5000, 7000]).flashes, [1000, 3000, 5000, 7000]);
  });

  test("fast taps are no slips of each other", () => {
    assert.equal(heard(every(150, 8)).flashes.length, 8);
  });

  test("a slow steady light has no pauses, however long its gaps", () => {
    assert.deepEqual(heard(every(3000, 4)).bursts, [4]);
  });
});

describe("in words", () => {
  for (const [ms, words] of [
    [120, "0.1 seconds"],
    [500, "0.5 seconds"],
    [949, "0.9 seconds"],
    [950, "1 second"],
    [1049, "1 second"],
    [1050, "1.1 seconds"],
    [2000, "2 seconds"],
    [2460, "2.5 seconds"],
  ]) {
    test(`${ms} ms are ${words}`, () => assert.equal(seconds(ms), words));
  }

  test("one flash, a steady light, equal bursts, and bursts that differ", () => {
    assert.equal(inWords(heard([1000])), "One flash");
    assert.equal(inWords(heard(every(500, 4))), "4 flashes, about 0.5 seconds apart");
    assert.equal(
      inWords(heard(bursts([3, 3], 400, 2000))),
      "Bursts of 3 flashes, with pauses of about 2 seconds",
    );
    assert.equal(
      inWords(heard(bursts([3, 2], 400, 2000))),
      "3, then 2 flashes, with pauses of about 2 seconds",
    );
  });
});

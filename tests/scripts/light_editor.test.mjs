import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { load } from "./load.mjs";

const { exchanged, matters, nextStep, parseSteps, sinceFirst, stepsText } =
  await load("staff/light_editor.js");

const BLINK = [
  [1, 500],
  [0, 1500],
];

describe("the text of steps", () => {
  test("is read as rows", () => assert.deepEqual(parseSteps("[[1.0, 500], [0, 1500]]"), BLINK));

  test("may be empty", () => assert.deepEqual(parseSteps(""), []));

  for (const text of ["[[1.0, 500]", "5", "{}", "[1, 500]", "[[1]]", "[[1, 2, 3]]"]) {
    test(`${text} is no list of steps`, () => assert.equal(parseSteps(text), null));
  }

  test("is written as the server writes it, so that an unchanged light stays unchanged", () => {
    assert.equal(stepsText([...BLINK, [0.25, 50]]), "[[1.0, 500], [0.0, 1500], [0.25, 50]]");
  });

  test("is written also while a figure is missing", () => {
    assert.equal(stepsText([[null, 500]]), "[[null, 500]]");
    assert.deepEqual(parseSteps(stepsText([[null, 500]])), [[null, 500]]);
  });
});

describe("rows", () => {
  test("are exchanged", () => {
    const three = [...BLINK, [0.5, 50]];
    assert.deepEqual(exchanged(three, 2, 1), [
      [1, 500],
      [0.5, 50],
      [0, 1500],
    ]);
    assert.deepEqual(three.length, 3);
  });

  test("the next one is dark after lit and lit after dark, as long as the last one of its kind", () => {
    assert.deepEqual(nextStep(BLINK), [1, 500]);
    assert.deepEqual(nextStep([...BLINK, [1, 200]]), [0, 1500]);
  });

  test("the first one is lit for half a second", () => {
    assert.deepEqual(nextStep([]), [1, 500]);
    assert.deepEqual(nextStep([[1, 300]]), [0, 500]);
  });
});

describe("a recording", () => {
  test("counts from the first press", () => {
    assert.deepEqual(
      sinceFirst(
        [
          [2000, 2500],
          [4000, 4400],
        ],
        6000,
        false,
      ),
      [
        [0, 500],
        [2000, 2400],
      ],
    );
  });

  test("of a light that ended lit has its last flash until the end", () => {
    assert.deepEqual(
      sinceFirst(
        [
          [2000, 2500],
          [4000, 4400],
        ],
        6000,
        true,
      ),
      [
        [0, 500],
        [2000, 4000],
      ],
    );
  });

  test("without a press is empty", () => assert.deepEqual(sinceFirst([], 6000, true), []));
});

test("fields of the drawing matter, others do not", () => {
  for (const name of ["channels-0-steps", "flash_count", "colour", "cuts"]) {
    assert.equal(matters(name), true, name);
  }
  for (const name of ["title", "flash_counts", "my-channels-0", ""]) {
    assert.equal(matters(name), false, name);
  }
});

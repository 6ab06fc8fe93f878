import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { load } from "./load.mjs";

const { clockText, deviceOf, nextPause, titleText } = await load("guide/blinkdiag.js");

describe("the clock", () => {
  for (const [left, text] of [
    [120_000, "2:00"],
    [119_999, "2:00"],
    [61_000, "1:01"],
    [60_000, "1:00"],
    [59_001, "1:00"],
    [9_500, "0:10"],
    [1, "0:01"],
    [0, "0:00"],
    [-5_000, "0:00"],
    [3_600_000, "60:00"],
  ]) {
    test(`with ${left} ms left it shows ${text}`, () => assert.equal(clockText(left), text));
  }

  test("the title says once that time is up, and no longer once the clock runs again", () => {
    assert.equal(titleText("Restart", true), "Time is up – Restart");
    assert.equal(titleText("Time is up – Restart", true), "Time is up – Restart");
    assert.equal(titleText("Time is up – Restart", false), "Restart");
    assert.equal(titleText("Restart", false), "Restart");
  });
});

describe("the device of an address", () => {
  for (const [address, device] of [
    ["/diagnose/?device=xt2&light=solid-red", "xt2"],
    ["/answers/mini/", "mini"],
    ["/answers/mini/solid-red/", "mini"],
    ["/how-to/restart-router/xt2/", "xt2"],
    ["/answers/", undefined],
    ["/", undefined],
    ["/offline/mini/", undefined],
  ]) {
    test(`${address} is about ${device}`, () => {
      assert.equal(deviceOf(new URL(address, "https://guide.example")), device);
    });
  }
});

test("the network is looked for after one second, then two, four and every five", () => {
  const pauses = [0];
  while (pauses.length < 6) pauses.push(nextPause(pauses.at(-1)));
  assert.deepEqual(pauses, [0, 1000, 2000, 4000, 5000, 5000]);
});

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { load } from "./load.mjs";

const { kindOf, messages } = await load("guide/count.js");

describe("a message to /count/", () => {
  test("is the language and a line for each thing", () => {
    assert.deepEqual(messages("en", "seen home"), ["en\nseen home"]);
    assert.deepEqual(messages("en", "seen a/b;step c;"), ["en\nseen a/b\nstep c"]);
  });

  test("ends with the words of a search in vain, on one line and not too many", () => {
    const [message] = messages("en", "nothing search", ` chime\n${"x".repeat(90)}`);
    assert.deepEqual(
      message.split("\n").map((line) => line.slice(0, 12)),
      ["en", "nothing sear", "vain chime x"],
    );
    assert.equal(message.split("\n")[2].length, "vain ".length + 60);
  });

  test("has six lines and 200 bytes at most; what is more goes into another one", () => {
    const steps = Array.from({ length: 7 }, (_, number) => `step s${number}`);
    assert.deepEqual(messages("en", steps.join(";")), [
      ["en", ...steps.slice(0, 6)].join("\n"),
      "en\nstep s6",
    ]);
    const long = ["x", "y", "z"].map((letter) => `step ${letter.repeat(90)}`);
    assert.deepEqual(messages("en", long.join(";")), [
      `en\n${long[0]}\n${long[1]}`,
      `en\n${long[2]}`,
    ]);
    const [first, second] = messages("en", "seen search;nothing search", "灯".repeat(60));
    assert.equal(first, "en\nseen search\nnothing search");
    assert.ok(second.startsWith("en\nvain 灯"));
  });
});

test("the kind of a page is what it is, without what it is about", () => {
  assert.equal(kindOf("seen home"), "home");
  assert.equal(kindOf("seen how-to/restart/mini;step restart"), "how-to");
  assert.equal(kindOf("seen search;listed search"), "search");
  assert.equal(kindOf("listed search"), undefined);
});

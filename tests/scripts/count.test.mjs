import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { load } from "./load.mjs";

const { kindOf, messageText } = await load("guide/count.js");

describe("a message to /count/", () => {
  test("is the language and a line for each thing", () => {
    assert.equal(messageText("en", "seen home"), "en\nseen home");
    assert.equal(messageText("en", "seen a/b;step c;"), "en\nseen a/b\nstep c");
  });

  test("ends with the words of a search in vain, on one line and not too many", () => {
    const message = messageText("en", "nothing search", ` chime\n${"x".repeat(90)}`);
    assert.deepEqual(
      message.split("\n").map((line) => line.slice(0, 12)),
      ["en", "nothing sear", "vain chime x"],
    );
    assert.equal(message.split("\n")[2].length, "vain ".length + 60);
  });
});

test("the kind of a page is what it is, without what it is about", () => {
  assert.equal(kindOf("seen home"), "home");
  assert.equal(kindOf("seen how-to/restart/mini;step restart"), "how-to");
  assert.equal(kindOf("seen search;listed search"), "search");
  assert.equal(kindOf("listed search"), undefined);
});

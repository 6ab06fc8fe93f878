import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "./load.mjs";

const { content, isOld, typed } = await load("staff/keep_typing.js");

const DAY = 86_400_000;

test("what was typed is kept for a day", () => {
  assert.equal(isOld(1000, 1000 + DAY), false);
  assert.equal(isOld(1000, 1001 + DAY), true);
});

test("texts are kept in their order, also two of one name and empty ones", () => {
  const entries = [
    ["title", "Solid red"],
    ["sources", "1"],
    ["sources", "2"],
    ["note", ""],
  ];
  assert.deepEqual(typed(entries, new Set()), entries);
});

test("neither passwords, nor files, nor the token of the page are kept", () => {
  const entries = [
    ["csrfmiddlewaretoken", "secret"],
    ["password1", "secret"],
    ["picture", new Blob(["picture"])],
    ["title", "Solid red"],
  ];
  assert.deepEqual(typed(entries, new Set(["password1"])), [["title", "Solid red"]]);
});

test("a form is unchanged if only what belongs to the page differs", () => {
  const opened = [
    ["title", "Solid red"],
    ["_opened", "1"],
  ];
  assert.equal(content(opened), content([["title", "Solid red"]]));
  assert.notEqual(content(opened), content([["title", "Solid blue"]]));
});

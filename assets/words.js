// What pages say, in the reader's language; shared/ui/say.py writes the calls, ADR-0028 tells how it works.
// A script for the language has run before this one: it set `duebookWords` to English sentences and theirs.
import {createElement, Fragment} from "react";

// While pages are made, a sentence is sealed with its values, for the server to put in the reader's words.
const BEGIN = "\uE000", END = "\uE001", NAME = "\uE002", VALUE = "\uE003";
const making = typeof document === "undefined";
const words = globalThis.duebookWords ?? {};
const PLACE = /\{(\w+)\}/;

export function say(text, values) {
  if (!text) return "";
  const named = Object.entries(values);
  if (making) return BEGIN + text + named.map(([name, value]) => NAME + name + VALUE + (value ?? "")).join("") + END;
  const said = words[text] ?? text;
  return named.length ? said.split(PLACE).map((piece, at) => at % 2 ? values[piece] ?? "" : piece).join("") : said;
}

export function Sentence({text, names, children}) {
  const parts = [].concat(children);
  const part = (at) => createElement(Fragment, {key: at}, parts[at]);
  if (making) {
    const sealed = names.flatMap((name, at) => [(at ? "" : BEGIN + text) + NAME + name + VALUE, part(at)]);
    return [...sealed, END];
  }
  const pieces = (words[text] ?? text).split(PLACE);
  return pieces.map((piece, at) => at % 2 ? part(names.indexOf(piece)) : piece);
}

// A sentence of ours with words of people in it: the words stand in their own <bdi>, the sentence keeps its order.

import { Fragment } from 'react';
import { CaseText } from './case_text';

/** Stands in a text's value for the k-th word. */
export const slot = (k: number): string => `\uE000${k}\uE001`;

export function Phrase({ text, words }: { readonly text: string; readonly words: readonly string[] }) {
  // Odd parts are the numbers of words.
  return text.split(/\uE000(\d+)\uE001/).map((part, k) => (k % 2 === 1 ? <CaseText key={k} text={words[Number(part)] ?? ''} /> : <Fragment key={k}>{part}</Fragment>));
}

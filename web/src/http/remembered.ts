// The last answers with the tag that the daemon gave them, so that asking again costs a line where nothing has changed.
// An unchanged answer is the same object as before.

const KEPT = 40;

interface Answer {
  readonly tag: string;
  readonly value: unknown;
}

const answers = new Map<string, Answer>();

/** The answer kept for this path, now the last to be forgotten. */
export function recall(path: string): Answer | undefined {
  const answer = answers.get(path);
  if (!answer) return undefined;
  answers.delete(path);
  answers.set(path, answer);
  return answer;
}

export function remember(path: string, tag: string | null, value: unknown): void {
  answers.delete(path);
  if (tag === null) return;
  answers.set(path, { tag, value });
  if (answers.size > KEPT) answers.delete(answers.keys().next().value!);
}

// Words from outside: always text nodes, isolated so that their direction cannot reorder ours.

interface Props {
  readonly text: string;
  readonly className?: string;
}

export function CaseText({ text, className }: Props) {
  return (
    <bdi dir="auto" className={className}>
      {text}
    </bdi>
  );
}

/** What a case is called where its title is empty. */
export function titleOf(row: { readonly title: string; readonly class: string; readonly id: string }): string {
  return row.title.trim() || row.class || row.id;
}

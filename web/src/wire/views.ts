// Views that people have saved: a name for an address of this page.

import { boolean, listOf, maybe, object, string } from './check';

export interface SavedView {
  readonly id: string;
  readonly name: string;
  /** The query of the page's address: ?screen=backlog&… */
  readonly address: string;
  readonly shared: boolean;
  readonly owner: string | null;
}

export type ViewBody = Pick<SavedView, 'name' | 'address' | 'shared'>;

export function decodeViews(value: unknown): readonly SavedView[] {
  return listOf(object(value, 'views')['views'], 'views', (item, path) => {
    const v = object(item, path);
    return {
      id: string(v['id'], `${path}.id`),
      name: string(v['name'], `${path}.name`),
      address: string(v['address'], `${path}.address`),
      shared: maybe(v['shared'], `${path}.shared`, boolean) ?? false,
      owner: maybe(v['owner'], `${path}.owner`, string),
    };
  });
}

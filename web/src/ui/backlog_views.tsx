// The views at the side: those that come with the page with their counts, and those that people have saved.

import { useEffect, useMemo, useState } from 'react';
import { Button, Menu, MenuItem, MenuTrigger, Popover } from 'react-aria-components';
import type { Translate } from '../i18n/translate';
import { BUILT_IN, viewOf, type BuiltInId } from '../state/saved_views';
import type { BacklogView } from '../state/backlog_view';
import type { SavedView } from '../wire/views';
import { CaseText } from './case_text';
import { ConfirmDialog } from './confirm_dialog';
import { useApp, useCell, useScreen, useTexts } from './context';
import { Phrase, slot } from './phrase';
import { RowsLink } from './rows_link';

interface Shown {
  readonly id: string;
  readonly name: string;
  readonly view: BacklogView;
  readonly saved: SavedView | null;
}

/** All views that there are, in the order of their counts. */
export function useViews(): readonly Shown[] {
  const app = useApp();
  const { t } = useTexts();
  const saved = useCell(app.views.views);
  return useMemo(
    () => [
      ...BUILT_IN.map(({ id, view }): Shown => ({ id, name: builtInName(t, id), view, saved: null })),
      ...saved.map((item): Shown => ({ id: item.id, name: item.name, view: viewOf(item), saved: item })),
    ],
    [t, saved],
  );
}

/** The view that the page shows now, where it is one of them. */
export function useCurrentView(views: readonly Shown[]): Shown | null {
  const app = useApp();
  const now = app.backlogAddress(useScreen().backlog);
  return useMemo(() => views.find(({ view }) => app.backlogAddress(view) === now) ?? null, [app, views, now]);
}

function builtInName(t: Translate, id: BuiltInId): string {
  return id === 'all' ? t('backlog.everything') : t(`views.${id}`);
}

export function BacklogViews() {
  const app = useApp();
  const { t } = useTexts();
  const views = useViews();
  const current = useCurrentView(views);
  const { views: counts } = useCell(app.backlog.counts);
  const failed = useCell(app.views.failed);
  const local = useCell(app.views.local);
  useEffect(() => void app.views.load(), [app]);
  useEffect(() => {
    app.backlog.watch(views.map(({ view }) => view));
    app.foldBacklog();
  }, [app, views]);
  const numbered = views.map((item, k) => ({ ...item, count: app.board.backlogLoaded ? counts[k] : undefined }));
  const groups = [
    { title: t('views.title'), items: numbered.filter(({ saved }) => saved === null) },
    { title: t('views.saved'), items: numbered.filter(({ saved }) => saved !== null && !saved.shared) },
    { title: t('views.shared'), items: numbered.filter(({ saved }) => saved?.shared) },
  ];
  return (
    <nav className="views" aria-label={t('views.title')}>
      {groups.filter(({ items }) => items.length > 0).map(({ title, items }) => (
        <section key={title}>
          <h2>{title}</h2>
          <ul>
            {items.map((item) => <Entry key={item.id} item={item} count={item.count} current={item.id === current?.id} />)}
          </ul>
        </section>
      ))}
      <SaveView key={app.views.views.get().length} />
      {local && app.views.views.get().length > 0 && <p className="sub">{t('views.local')}</p>}
      {failed && <p className="refused" role="alert">{t('views.failed')}</p>}
    </nav>
  );
}

function Entry({ item, count, current }: { readonly item: Shown; readonly count: number | undefined; readonly current: boolean }) {
  const app = useApp();
  const { t, f } = useTexts();
  const [doing, setDoing] = useState<'rename' | 'delete' | null>(null);
  const { saved } = item;
  const me = useCell(app.desk.me);
  const mine = saved !== null && (saved.owner === null || saved.owner === me?.name);
  if (doing === 'rename' && saved) {
    return <li><NameForm name={saved.name} submit={t('views.rename')} onClose={() => setDoing(null)} onName={(name) => void app.views.save({ ...saved, name })} /></li>;
  }
  return (
    <li className="view-entry">
      <RowsLink view={item.view} className="view-link" aria-current={current || undefined}>
        <CaseText text={item.name} />{' '}
        <span className="num">{count === undefined ? t('backlog.none') : f.number(count)}</span>
      </RowsLink>
      {mine && (
        <MenuTrigger>
          <Button className="view-more" aria-label={t('views.more', { name: item.name })}>…</Button>
          <Popover className="popover">
            <Menu className="options" onAction={(key) => setDoing(key === 'rename' ? 'rename' : 'delete')}>
              <MenuItem id="rename" className="option">{t('views.rename')}</MenuItem>
              <MenuItem id="delete" className="option">{t('views.delete')}</MenuItem>
            </Menu>
          </Popover>
        </MenuTrigger>
      )}
      {doing === 'delete' && saved && (
        <ConfirmDialog title={t('views.deleteTitle')} yes={t('views.delete')} onYes={() => void app.views.remove(saved.id)} onClose={() => setDoing(null)}>
          <Phrase text={t('views.deleteText', { name: slot(0) })} words={[saved.name]} />
        </ConfirmDialog>
      )}
    </li>
  );
}

function SaveView() {
  const app = useApp();
  const { t } = useTexts();
  const local = useCell(app.views.local);
  const [naming, setNaming] = useState(false);
  if (!naming) return <button type="button" className="text-button" onClick={() => setNaming(true)}>{t('views.save')}</button>;
  const save = (name: string, shared: boolean) => void app.views.save({ id: crypto.randomUUID(), name, address: app.backlogAddress(), shared, owner: null });
  return <NameForm name="" submit={t('views.save')} shareable={!local} onClose={() => setNaming(false)} onName={save} />;
}

interface NameProps {
  readonly name: string;
  readonly submit: string;
  readonly shareable?: boolean;
  readonly onName: (name: string, shared: boolean) => void;
  readonly onClose: () => void;
}

function NameForm({ name: before, submit, shareable = false, onName, onClose }: NameProps) {
  const { t } = useTexts();
  const [name, setName] = useState(before);
  const [shared, setShared] = useState(false);
  return (
    <form
      className="view-form"
      onSubmit={(event) => {
        event.preventDefault();
        if (!name.trim()) return;
        onName(name.trim(), shared);
        onClose();
      }}
      onKeyDown={(event) => { if (event.key === 'Escape') { event.stopPropagation(); onClose(); } }}
    >
      <input className="text-input" aria-label={t('views.name')} placeholder={t('views.name')} value={name} maxLength={80} autoFocus onChange={(event) => setName(event.currentTarget.value)} />
      {shareable && <label className="with-icon"><input type="checkbox" checked={shared} onChange={(event) => setShared(event.currentTarget.checked)} />{t('views.share')}</label>}
      <span className="form-buttons">
        <button type="submit" className="small-button strong" disabled={!name.trim()}>{submit}</button>
        <button type="button" className="small-button" onClick={onClose}>{t('act.cancel')}</button>
      </span>
    </form>
  );
}

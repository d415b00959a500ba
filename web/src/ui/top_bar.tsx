import { ToggleButton, ToggleButtonGroup } from 'react-aria-components';
import type { Language } from '../state/address';
import type { City } from '../wire/city';
import { IconButton, IconToggle } from './button';
import { CaseText } from './case_text';
import { ConnectionChip } from './connection_chip';
import { useApp, useCell, useNow, useScreen, useTexts } from './context';
import { Brand } from './icons';
import { InboxBell } from './inbox';

export function TopBar({ city }: { readonly city: City }) {
  const app = useApp();
  const { t } = useTexts();
  const { tab, sound, keysOpen } = useScreen();
  const blocked = useCell(app.soundBlocked);
  const me = useCell(app.desk.me);
  return (
    <header className="top-bar">
      <div className="brand">
        <Brand />
        <span>{t('app.name')}</span>
      </div>
      <h1 className="city-name">
        <CaseText text={city.name} /> <span className="hidden">{t(tab === 'map' ? 'app.title' : `${tab}.title`)}</span>
      </h1>
      <Tabs />
      <span className="grow" />
      {me && <IconButton icon="plus" label={t('new.open')} keys="I, +" onPress={() => app.set({ newCase: true })} />}
      <CityClock city={city} />
      <ConnectionChip />
      <InboxBell />
      <IconToggle icon={sound ? 'sound' : 'mute'} label={sound ? t('sound.on') : t('sound.off')} keys="S" on={sound} onPress={() => app.set({ sound: !sound })} />
      {sound && blocked && <span className="sound-blocked" role="status">{t('sound.blocked')}</span>}
      {me && <span className="me" title={t('me.label')}><span className="hidden">{t('me.label')}: </span><CaseText text={me.name} /></span>}
      <LanguageSwitch />
      <button type="button" className="help-button" aria-haspopup="dialog" aria-expanded={keysOpen} title={`${t('keys.open')} (?)`} onClick={() => app.set({ keysOpen: true })}>
        ?<span className="hidden">{t('keys.open')}</span>
      </button>
    </header>
  );
}

const TABS = [['map', 'M'], ['backlog', 'B'], ['figures', 'P']] as const;

/** The pages, as addresses: a press with Ctrl opens another window. */
function Tabs() {
  const app = useApp();
  const { t } = useTexts();
  const { tab } = useScreen();
  return (
    <nav className="tabs" aria-label={t('nav.label')}>
      {TABS.map(([to, key]) => (
        <a
          key={to} className="tab" href={app.tabAddress(to)} title={`${t(`nav.${to}`)} (${key})`} aria-current={to === tab ? 'page' : undefined}
          onClick={(event) => {
            if (event.ctrlKey || event.metaKey || event.shiftKey) return;
            event.preventDefault();
            app.show(to);
          }}
        >
          {t(`nav.${to}`)}
        </a>
      ))}
    </nav>
  );
}

function CityClock({ city }: { readonly city: City }) {
  const { t, f } = useTexts();
  const now = useNow();
  return (
    <div className="clock" role="timer" aria-live="off" aria-label={t('clock.label')}>
      <time className="clock-time num" dateTime={new Date(now).toISOString()}>{f.clock(now)}</time>
      <span className="clock-date">
        {f.date(now)}
        <br />
        {city.timeZone}, {f.offset(now)}
      </span>
    </div>
  );
}

function LanguageSwitch() {
  const app = useApp();
  const { t, language } = useTexts();
  return (
    <ToggleButtonGroup
      className="segment"
      aria-label={`${t('lang.label')} (Shift+L)`}
      selectionMode="single"
      disallowEmptySelection
      selectedKeys={[language]}
      onSelectionChange={([key]) => app.set({ language: key as Language })}
    >
      <ToggleButton id="en" className="segment-item">{t('lang.en')}</ToggleButton>
      <ToggleButton id="zh" className="segment-item">{t('lang.zh')}</ToggleButton>
    </ToggleButtonGroup>
  );
}

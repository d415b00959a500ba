import type { ReactNode } from 'react';
import { DATUMS, fromWgs84 } from '../geo/datum';
import { reasonWords } from '../i18n/acts';
import { known } from '../i18n/translate';
import type { Case } from '../wire/case';
import { nameIn } from '../wire/named';
import { CaseText } from './case_text';
import { placeWords } from './cases_here';
import { useApp, useTexts } from './context';
import { CopyButton } from './copy_button';

/** The fields of a case; what it does not have is left out. */
export function CaseFacts({ item }: { readonly item: Case }) {
  const app = useApp();
  const { t, f, language } = useTexts();
  const moment = (text: string | null) => (text === null ? null : f.moment(Date.parse(text)));
  const className = app.city.get()?.classes.find((c) => c.code === item.class);
  const cityWords = className ? (language === 'zh' ? (className.nameZh ?? className.name) : className.name) : (item.serviceName ?? item.class);
  const classWords = nameIn(language, item.className, cityWords);
  const place = item.building !== null || item.floor !== null || item.unitNo !== null ? placeWords(item, t) : null;
  return (
    <>
      {item.description && item.description !== item.title && <p className="description"><CaseText text={item.description} /></p>}
      <dl className="facts">
        <Fact name={t('case.class')} text={classWords} />
        <Fact name={t('case.kind')} text={known(t, 'kind.one', item.kind)} />
        <Fact name={t('case.source')} text={item.source} />
        <Fact name={t('case.subject')} text={item.subject} />
        <Fact name={t('case.address')} text={item.address} />
        <Fact name={t('case.place')} text={place} />
        <Fact name={t('case.areas')} text={item.areas.map((a) => a.name).join(' › ')} />
        <Fact name={t('case.unit')} text={item.unit === null ? null : nameIn(language, item.unitName, item.unit)} />
        {item.cell !== null && (
          <Row name={t('case.cell')}>
            <button type="button" className="text-button mono" onClick={() => app.select({ kind: 'cell', token: item.cell! })}>{item.cell}</button>
          </Row>
        )}
        <Row name={t('case.coordinates')}><Coordinates item={item} /></Row>
        <Fact name={t('case.opened')} text={moment(item.openedAt)} />
        <Fact name={t('case.updated')} text={moment(item.updatedAt)} />
        <Fact name={t('case.closed')} text={moment(item.closedAt)} />
        <Fact name={t('case.reason')} text={item.closureReason === null ? null : reasonWords(t, item.closureReason)} />
        <Fact name={t('case.rating')} text={item.rating === null ? null : t('rating.of', { n: item.rating })} />
        <Fact name={t('case.flags')} text={item.flags.map((flag) => known(t, 'flag', flag)).join(', ')} />
      </dl>
    </>
  );
}

function Coordinates({ item }: { readonly item: Case }) {
  const { t, f } = useTexts();
  if (item.lat === null || item.lng === null) return <>{t('case.unlocated')}</>;
  const point = { lat: item.lat, lng: item.lng };
  return (
    <>
      <span className="num mono">{f.fixed(point.lat, 6)}, {f.fixed(point.lng, 6)}</span>
      <span className="copy-as">
        {DATUMS.map((datum) => {
          const { lat, lng } = fromWgs84(point, datum);
          return <CopyButton key={datum} text={`${lat.toFixed(6)}, ${lng.toFixed(6)}`} label={t(`datum.${datum}`)} name={t('case.copyAs', { datum: t(`datum.${datum}`) })} />;
        })}
      </span>
    </>
  );
}

function Fact({ name, text }: { readonly name: string; readonly text: string | null }) {
  return text ? <Row name={name}><CaseText text={text} /></Row> : null;
}

function Row({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

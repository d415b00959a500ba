// What will probably be late within a day, surest first, and how far such forecasts could be trusted lately.

import { useState } from 'react';
import { Button, Dialog, Heading, Modal, ModalOverlay } from 'react-aria-components';
import { api } from '../http/api';
import { minutesWords } from '../i18n/format';
import { known } from '../i18n/translate';
import { toQuery } from '../state/backlog_query';
import { NO_BACKLOG_FILTERS } from '../state/backlog_view';
import type { Calibration, LikelyLate } from '../wire/rescue';
import { CaseText } from './case_text';
import { useCodeNames } from './code_names';
import { useApp, useScreen, useTexts } from './context';
import { useFetch } from './use_fetch';

const loadList = (query: string, signal: AbortSignal) => api.rescue(query, signal);
const loadTrust = (query: string, signal: AbortSignal) => api.calibration(query, signal);

export function RescueDialog({ onClose }: { readonly onClose: () => void }) {
  const app = useApp();
  const { t, f } = useTexts();
  const { backlog: view } = useScreen();
  const [trusting, setTrusting] = useState(false);
  const { area, class: classes, unit } = view.filters;
  const query = toQuery({ ...view, filters: { ...NO_BACKLOG_FILTERS, area, class: classes, unit } }).query.toString();
  const { data, error } = useFetch(query, loadList);
  const trust = useFetch(trusting ? query : null, loadTrust);
  return (
    <ModalOverlay className="modal-back" isOpen onOpenChange={(open) => { if (!open) onClose(); }} isDismissable>
      <Modal className="modal">
        <Dialog className="rescue-dialog">
          <Heading slot="title">{t('rescue.title')}</Heading>
          {error !== null && !data && <p className="note" role="alert">{t('rescue.failed')}</p>}
          {data && <p className="sub num">{data.due === 0 ? t('rescue.none') : t('rescue.sum', { n: f.fixed(data.expectedLate, 1), of: f.number(data.due) })}</p>}
          {data && data.cases.length > 0 && (
            <div className="rescue-scroll" role="region" aria-label={t('rescue.title')} tabIndex={0}>
              <table className="chart-table rescue-table">
                <thead>
                  <tr>{(['rescue.chance', 'rescue.case', 'rescue.unit', 'rescue.due', 'rescue.used', 'rescue.basis'] as const).map((key) => <th key={key} scope="col">{t(key)}</th>)}</tr>
                </thead>
                <tbody>
                  {data.cases.map((item) => <Line key={item.id} item={item} open={() => { onClose(); app.openCase(item.id); }} />)}
                </tbody>
              </table>
            </div>
          )}
          <button type="button" className="text-button" aria-expanded={trusting} onClick={() => setTrusting(!trusting)}>{t('rescue.trust')}</button>
          {trusting && trust.error !== null && !trust.data && <p className="note" role="alert">{t('rescue.failed')}</p>}
          {trusting && trust.data && <Trust calibration={trust.data} />}
          <Button slot="close" className="small-button strong">{t('case.close')}</Button>
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}

function Line({ item, open }: { readonly item: LikelyLate; readonly open: () => void }) {
  const { t, f } = useTexts();
  const names = useCodeNames();
  return (
    <tr>
      <td className="num rescue-chance">
        <b>{f.percent(item.breach)}</b>
        <span className="used-bar" aria-hidden="true"><i data-light={item.breach >= 0.5 ? 'red' : 'yellow'} style={{ width: `${item.breach * 100}%` }} /></span>
      </td>
      <th scope="row">
        <button type="button" className="text-button" onClick={open}><CaseText text={item.title || item.id} /></button>
        <span className="sub"><CaseText text={names.class(item.class)} /></span>
      </th>
      <td>
        {item.unit === null ? t('backlog.none') : <CaseText text={names.unit(item.unit)} />}
        {item.owner !== null && <span className="sub"><CaseText text={item.owner} /></span>}
      </td>
      <td className="num">{f.due(Date.parse(item.dueAt))}</td>
      <td className="num">{t('due.used', { used: minutesWords(t, item.usedMinutes), all: minutesWords(t, item.allowanceMinutes) })}</td>
      <td className="sub">{t('rescue.basisOf', { n: f.number(item.basisCases), of: known(t, 'basis', item.basis) })}</td>
    </tr>
  );
}

function Trust({ calibration: { from, to, points, trainedOn, brier, brierOfRule, truncated, lines } }: { readonly calibration: Calibration }) {
  const { t, f } = useTexts();
  const told = lines.filter(({ cases }) => cases > 0);
  if (points === 0 || brier === null || brierOfRule === null) return <p className="note">{t('rescue.noTrust')}</p>;
  return (
    <section className="rescue-trust" aria-label={t('rescue.trust')}>
      <p className="sub num">{t('rescue.trustHow', { from, to, n: f.number(points), of: f.number(trainedOn) })}{truncated && ` ${t('rescue.cut')}`}</p>
      <p className="num">{t(brier < brierOfRule ? 'rescue.better' : 'rescue.worse', { brier: f.fixed(brier, 3), rule: f.fixed(brierOfRule, 3) })}</p>
      <table className="chart-table">
        <thead><tr>{(['rescue.forecast', 'rescue.cases', 'rescue.late'] as const).map((key) => <th key={key} scope="col">{t(key)}</th>)}</tr></thead>
        <tbody>
          {told.map((line) => (
            <tr key={line.from}>
              <th scope="row" className="num">{f.percent(line.from)}–{f.percent(line.to)}</th>
              <td className="num">{f.number(line.cases)}</td>
              <td className="num">{line.late === null ? t('backlog.none') : f.percent(line.late)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

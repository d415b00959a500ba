import { deedWords } from '../i18n/deeds';
import { known } from '../i18n/translate';
import { meanwhile } from '../state/meanwhile';
import type { Case, History } from '../wire/case';
import { useCodeNames } from './code_names';
import { useTexts } from './context';
import { DeedDetails } from './deed_details';
import { Phrase, slot } from './phrase';

interface Props {
  readonly now: Case;
  readonly history: History | null;
  /** The newest event that was on the screen when the person decided. */
  readonly seenSeq: number | null;
}

/** After a conflict: who did what in between, and how the case stands now. */
export function MeanwhileList({ now, history, seenSeq }: Props) {
  const { t, f } = useTexts();
  const names = useCodeNames();
  const events = meanwhile(history, seenSeq) ?? [];
  return (
    <div className="meanwhile">
      <h3>{t('act.meanwhile')}</h3>
      {events.length === 0 && <p className="sub">{t('act.nothingKnown')}</p>}
      <ol>
        {events.map(({ seq, recordedAt, deed, to }) => (
          <li key={seq}>
            <b><bdi>{deed ? deedWords(t, f, names, deed) : to ? known(t, 'state', to) : t('event.updated')}</bdi></b>{' '}
            <time className="num sub" dateTime={recordedAt}>{f.moment(Date.parse(recordedAt))}</time>
            {deed && <DeedDetails deed={deed} />}
          </li>
        ))}
      </ol>
      <p><b>{t('act.now', { state: known(t, 'state', now.state) })}</b></p>
      {now.owner && <p className="sub"><Phrase text={t('act.heldBy', { name: slot(0) })} words={[now.owner.name]} /></p>}
    </div>
  );
}

import type { Report } from '../desk/new_case_run';
import { useTexts } from './context';
import { Phrase, slot } from './phrase';
import { RefusalWords } from './refusal_words';

export function NewCaseResult({ report }: { readonly report: Report | null }) {
  const { t } = useTexts();
  switch (report?.phase) {
    case undefined: return null;
    case 'pending': return <p className="attempt attempt-pending" role="status">{t('new.pending')}</p>;
    case 'unanswered': return <p className="attempt attempt-unanswered" role="alert">{t('new.unanswered')}</p>;
    case 'confirmed':
      return <p className="attempt attempt-confirmed" role="status"><Phrase text={t('new.confirmed', { id: slot(0) })} words={[report.answer?.case?.id ?? report.answer?.eventId ?? '']} /></p>;
    case 'refused':
      return (
        <div className="attempt attempt-refused" role="alert">
          <p><b>{t('new.refused')}</b></p>
          {report.refusal && <RefusalWords refusal={report.refusal} />}
        </div>
      );
  }
}

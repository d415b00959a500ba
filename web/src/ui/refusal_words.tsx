import { refusalWords } from '../i18n/acts';
import type { Refusal } from '../wire/problem';
import { CaseText } from './case_text';
import { useTexts } from './context';
import { Phrase, slot } from './phrase';

/** Why, in our words and in the daemon's. */
export function RefusalWords({ refusal }: { readonly refusal: Refusal }) {
  const { t } = useTexts();
  const { detail, errors, requestId } = refusal;
  return (
    <>
      <p>{refusalWords(t, refusal)}</p>
      {detail && <p className="sub"><CaseText text={detail} /></p>}
      {errors.length > 0 && (
        <ul className="faults sub">
          {errors.map((fault, k) => <li key={k}><CaseText text={[fault.pointer, fault.detail, fault.allowed ?? ''].filter(Boolean).join(' · ')} /></li>)}
        </ul>
      )}
      {requestId && <p className="faint"><Phrase text={t('refusal.request', { id: slot(0) })} words={[requestId]} /></p>}
    </>
  );
}

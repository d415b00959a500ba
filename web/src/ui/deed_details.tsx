import { reasonWords } from '../i18n/acts';
import { known } from '../i18n/translate';
import { isLink } from '../state/draft';
import type { Deed } from '../wire/deed';
import { CaseText } from './case_text';
import { useTexts } from './context';
import { Phrase, slot } from './phrase';

/** Who, in which role, why, and what they wrote. */
export function DeedDetails({ deed }: { readonly deed: Deed }) {
  const { t } = useTexts();
  const { actor, role, reasonCode, note, evidence } = deed;
  // The daemon's timer acts under this name; every other name is a person's and stays as it is.
  const who = actor === 'system' ? t('role.system') : (actor ?? '');
  return (
    <>
      {actor && (
        <div className="sub">
          {role ? <Phrase text={t('deed.by', { actor: slot(0), role: slot(1) })} words={[who, known(t, 'role', role)]} /> : <CaseText text={who} />}
        </div>
      )}
      {reasonCode && <div className="sub"><Phrase text={t('deed.reason', { reason: slot(0) })} words={[reasonWords(t, reasonCode)]} /></div>}
      {note && <div className="step-note"><CaseText text={note} /></div>}
      {evidence.length > 0 && (
        <div className="sub links">
          {evidence.map((link, k) =>
            isLink(link)
              ? <a key={link} href={link} target="_blank" rel="noopener noreferrer" title={link}>{t('deed.evidence', { n: k + 1 })}</a>
              : <CaseText key={link} text={link} />)}
        </div>
      )}
    </>
  );
}

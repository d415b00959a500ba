import type { Change } from '../state/figure_facts';
import { useTexts } from './context';

/** By how much, which way, and whether that is good: by sign, by word and by colour. */
export function ChangeMark({ change: { by, verdict }, text }: { readonly change: Change; readonly text: string }) {
  const { t } = useTexts();
  if (verdict === 'same') return <span className="sub">{t('figures.same')}</span>;
  return (
    <span className={`change change-${verdict}`}>
      <span aria-hidden="true">{by > 0 ? '▲' : '▼'}</span>
      <span className="hidden">{t(by > 0 ? 'figures.rise' : 'figures.fall')}</span>
      {' '}
      <span className="num">{text}</span>
      {verdict !== 'neutral' && <> <span className="change-verdict">{t(`figures.${verdict}`)}</span></>}
    </span>
  );
}

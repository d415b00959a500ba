import { useApp, useCell, useTexts } from './context';
import { CaseText } from './case_text';

/** The class in the reader's language, or its code where the city has no table. */
export function ClassName({ code }: { readonly code: string }) {
  const app = useApp();
  const { language } = useTexts();
  const found = useCell(app.city)?.classes.find((c) => c.code === code);
  return <CaseText text={found ? (language === 'zh' ? (found.nameZh ?? found.name) : found.name) : code} />;
}

import { CaseText } from './case_text';
import { useCodeNames } from './code_names';

/** The class in the reader's language, or its code where no table knows it. */
export function ClassName({ code }: { readonly code: string }) {
  return <CaseText text={useCodeNames().class(code)} />;
}

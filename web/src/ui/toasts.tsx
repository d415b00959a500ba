import { Button } from 'react-aria-components';
import { useApp, useCell, useTexts } from './context';

export function Toasts() {
  const app = useApp();
  const { t } = useTexts();
  const newBuild = useCell(app.newBuild);
  if (!newBuild) return null;
  return (
    <div className="toast" role="status">
      <span>{t('app.newBuild')}</span>
      <Button className="small-button strong" onPress={() => location.reload()}>{t('app.reload')}</Button>
      <Button className="small-button" onPress={() => app.newBuild.set(false)}>{t('app.dismiss')}</Button>
    </div>
  );
}

import { IconButton, IconToggle } from './button';
import { useApp, useScreen, useTexts } from './context';

export function MapControls() {
  const app = useApp();
  const { t } = useTexts();
  const { showCells, showGrid, dim, follow, table } = useScreen();
  return (
    <div className="map-controls overlay" role="group" aria-label={t('app.title')}>
      <IconButton icon="plus" label={t('map.zoomIn')} onPress={() => app.map?.zoomBy(1)} />
      <IconButton icon="minus" label={t('map.zoomOut')} onPress={() => app.map?.zoomBy(-1)} />
      <IconButton icon="home" label={t('map.home')} keys="H" onPress={() => app.map?.home()} />
      <IconToggle icon="grid" label={t('map.grid')} on={showGrid} onPress={() => app.set({ showGrid: !showGrid })} />
      <IconToggle icon="cells" label={t('map.cells')} keys="C" on={showCells} onPress={() => app.set({ showCells: !showCells })} />
      <IconToggle icon="dim" label={t('map.dim')} keys="D" on={dim} onPress={() => app.set({ dim: !dim })} />
      <IconToggle icon="follow" label={t('map.follow')} keys="F" on={follow} onPress={() => app.set({ follow: !follow })} />
      <IconToggle icon="table" label={t('map.table')} on={table} onPress={() => app.set({ table: !table })} />
    </div>
  );
}

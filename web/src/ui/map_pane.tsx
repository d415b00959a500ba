import { useEffect, useRef, useState } from 'react';
import type { LngLat } from '../geo/mercator';
import type { City } from '../wire/city';
import { CaseText, titleOf } from './case_text';
import { CellsTable } from './cells_table';
import { useApp, useCell, useScreen, useTexts } from './context';
import { Legend } from './legend';
import { MapControls } from './map_controls';
import { ScaleBar } from './scale_bar';
import { SeverityIcon } from './severity_icon';

type Drawing = 'starting' | 'drawn' | 'impossible' | 'broken';

export function MapPane({ city }: { readonly city: City }) {
  const app = useApp();
  const { t } = useTexts();
  const { table } = useScreen();
  const box = useRef<HTMLDivElement>(null);
  const [drawing, setDrawing] = useState<Drawing>('starting');
  const [label] = useState(() => t('map.label'));

  useEffect(() => {
    const container = box.current;
    if (!container) return;
    let gone = false;
    void import('../map/controller').then(({ MapController, hasWebGl2 }) => {
      if (gone) return;
      if (!hasWebGl2()) {
        setDrawing('impossible');
        return;
      }
      const events = {
        moved: (seen: Parameters<typeof app.moved>[0]) => app.moved(seen),
        hovered: (id: string | null, x: number, y: number) => app.hovered(id, x, y),
        picked: (id: string | null, cell: string, at: LngLat) => {
          if (app.placePicked(at)) return;
          if (id) app.openCase(id);
          else app.select({ kind: 'cell', token: cell });
        },
      };
      app.map = new MapController(container, city, events, app.mapStart(), label);
      setDrawing('drawn');
    }).catch(() => setDrawing('broken'));
    return () => {
      gone = true;
      app.map?.remove();
      app.map = null;
    };
  }, [app, city, label]);

  useEffect(() => app.map?.setLabel(t('map.label')), [app, t, drawing]);

  const picking = useCell(app.picking) !== null;
  const without = drawing === 'impossible' || drawing === 'broken';
  return (
    <>
      <div ref={box} className="map" data-picking={picking || undefined} hidden={without} role="region" aria-label={t('app.title')} />
      {(table || without) && (
        <div className="map-instead">
          {without && <p className="notice" role="status">{t(drawing === 'impossible' ? 'map.noWebgl' : 'map.broken')}</p>}
          <CellsTable city={city} whole={without} />
        </div>
      )}
      {!without && !table && <Tooltip />}
      {!without && <MapControls />}
      {!without && !table && <Legend />}
      {!without && !table && <ScaleBar />}
    </>
  );
}

function Tooltip() {
  const app = useApp();
  const hover = useCell(app.hover);
  if (!hover) return null;
  return (
    <div className="tooltip" role="presentation" style={{ transform: `translate(${hover.x + 14}px, ${hover.y + 12}px)` }}>
      <SeverityIcon severity={hover.row.severity} size={14} />
      <CaseText text={titleOf(hover.row)} />
    </div>
  );
}

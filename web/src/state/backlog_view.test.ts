import { describe, expect, test } from 'vitest';
import { readAddress, writeAddress, type Address } from './address';
import { exportQuery, figuresQuery, toQuery } from './backlog_query';
import { FIRST_BACKLOG, NO_BACKLOG_FILTERS, ageGroup, dueLimit, scopeOf, type BacklogView } from './backlog_view';
import { BUILT_IN, viewOf } from './saved_views';

const full: BacklogView = {
  filters: {
    severity: [4, 3], light: ['yellow', 'red'], state: ['dispatched', 'resolved'], class: ['noise, street', '-'], unit: ['police'], holder: ['Zhou Min', '-'], area: ['9901001', '-street'],
    age: [0, 7], changed: [365], due: '18:00', case: 'r6', title: 'a&b=c', address: '磨坊巷',
  },
  sort: { by: 'updated', descending: true }, rows: 'unit', columns: 'severity', within: ['9901', '9901001'], rowsOnly: true,
};

describe('the address of the backlog', () => {
  const address = (backlog: BacklogView): Address => ({ ...readAddress('?v=31,108,13&light=red'), tab: 'backlog', backlog });

  test('gives its reader every filter, order and grouping of its sender', () => {
    expect(readAddress(writeAddress(address(full))).backlog).toEqual(full);
  });

  test('keeps the filters of the map apart from those of the rows', () => {
    const back = readAddress(writeAddress(address({ ...FIRST_BACKLOG, filters: { ...NO_BACKLOG_FILTERS, light: ['grey'] } })));
    expect(back.filters.light).toEqual(['red']);
    expect(back.backlog.filters.light).toEqual(['grey']);
  });

  test('says nothing but the page where nothing was chosen', () => {
    expect(writeAddress({ ...address(FIRST_BACKLOG), view: null, filters: readAddress('').filters })).toBe('?screen=backlog');
  });

  test('passes over what makes no sense', () => {
    expect(readAddress('?screen=backlog&f.severity=Worse&f.light=blue&f.state=closed&f.age=2&f.due=soon&sort=colour&cols=moon&rows=area:').backlog).toEqual(FIRST_BACKLOG);
  });

  test('of a saved view opens that view, with or without its question mark', () => {
    for (const { view } of BUILT_IN) {
      const text = writeAddress(address(view));
      expect(viewOf({ address: text })).toEqual(view);
      expect(viewOf({ address: text.slice(1) })).toEqual(view);
    }
  });
});

describe('what the HTTP API is asked for', () => {
  const view = (filters: Partial<BacklogView['filters']>, within: string[] = []) => ({ filters: { ...NO_BACKLOG_FILTERS, ...filters }, within });

  test('has the filters in its own words', () => {
    const { query, unsaid } = toQuery(view({ severity: [4, 3], light: ['red'], state: ['filed'], class: ['a', 'b'], unit: ['police'], area: ['9901', '9902'] }));
    expect(query.toString()).toBe('severity=Extreme%2CSevere&light=red&state=filed&service_code=a&service_code=b&unit=police&area=9901%2C9902');
    expect(unsaid).toEqual([]);
  });

  test('is narrowed to what was drilled into, unless to less', () => {
    expect(toQuery(view({}, ['9901'])).query.get('area')).toBe('9901');
    expect(toQuery(view({ area: ['9901002'] }, ['9901'])).query.get('area')).toBe('9901002');
    expect(toQuery(view({ area: ['9902'] }, ['9901'])).unsaid).toEqual(['area']);
  });

  test('names what it cannot say, so that no number stands beside other rows', () => {
    expect(toQuery(view({ class: ['a', '-'], unit: ['-'], area: ['-district'], holder: ['x'], age: [1], changed: [1], due: '60m', title: 'a', address: 'b' })).unsaid)
      .toEqual(['class', 'unit', 'area', 'title', 'address', 'holder', 'age', 'changed', 'due']);
  });

  test('for a file is open cases alone, without drills', () => {
    expect(exportQuery(view({})).query.toString()).toBe('state=open&exercise=false');
    expect(exportQuery(view({ state: ['filed'] })).query.get('state')).toBe('filed');
  });

  test('for a file searches for one text, and then does not promise how many rows there are', () => {
    const said = exportQuery(view({ title: 'lamp' }));
    expect(said.query.get('q')).toBe('lamp');
    expect(said).toMatchObject({ loose: true, unsaid: [] });
    expect(exportQuery(view({ title: 'lamp', address: 'mill' })).unsaid).toEqual(['title', 'address']);
    expect(exportQuery(view({ light: ['red'] })).loose).toBe(false);
  });

  test('for figures is area, class and unit, each as often as chosen', () => {
    expect(figuresQuery(view({ area: ['9901', '9902'], class: ['a', 'b'], unit: ['police'], light: ['red'], title: 'x' })).toString()).toBe('area=9901&area=9902&class=a&class=b&unit=police');
    expect(figuresQuery(view({ unit: ['-'] }, ['9901'])).toString()).toBe('area=9901');
  });

  test('has no list that is longer than the daemon takes', () => {
    const many = Array.from({ length: 65 }, (_, k) => `c${k}`);
    expect(toQuery(view({ class: many })).unsaid).toEqual(['class']);
    expect(toQuery(view({ class: many.slice(1) })).query.getAll('service_code')).toHaveLength(64);
  });
});

test('tiles count whatever the lights: a number must not depend on the tile that was pressed', () => {
  const { filters } = scopeOf(full);
  expect(filters).toEqual({ ...full.filters, light: [], due: null });
});

test('an age belongs to the group whose lower bound it has reached', () => {
  expect([0, 0.9, 1, 2.9, 3, 6, 7, 29, 30, 364, 365, 4000].map(ageGroup)).toEqual([0, 0, 1, 1, 3, 3, 7, 14, 30, 90, 365, 365]);
});

test('a due filter ends so many minutes from now, or the next time that the clock shows that time', () => {
  expect(dueLimit('60m', 1000, 0)).toBe(4600);
  expect(dueLimit('18:00', 1000, 17 * 3600)).toBe(1000 + 3600);
  expect(dueLimit('18:00', 1000, 18 * 3600)).toBe(1000 + 86_400);
  for (const word of ['', '25:00', '18:60', 'm', '1h']) expect(dueLimit(word, 0, 0)).toBeNull();
});

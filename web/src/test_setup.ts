import { cleanup } from '@testing-library/react';
import { afterEach } from 'vitest';

afterEach(cleanup);

// react-aria asks for it where it moves the focus inside lists; jsdom has none.
Object.defineProperty(globalThis, 'CSS', { value: { escape: (text: string) => text.replace(/[^\w-]/g, '\\$&') } });

// A desk's screen, and no paper; jsdom has no media queries.
const media = (query: string) => ({ matches: query !== 'print', addEventListener: () => undefined, removeEventListener: () => undefined });
Object.defineProperty(globalThis, 'matchMedia', { value: media });

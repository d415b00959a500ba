import { cleanup } from '@testing-library/react';
import { afterEach } from 'vitest';

afterEach(cleanup);

// react-aria asks for it where it moves the focus inside lists; jsdom has none.
Object.defineProperty(globalThis, 'CSS', { value: { escape: (text: string) => text.replace(/[^\w-]/g, '\\$&') } });

// A desk's screen; jsdom has no media queries.
Object.defineProperty(globalThis, 'matchMedia', { value: () => ({ matches: true }) });

// Line icons, 16 × 16, drawn with the text's colour.

const PATHS = {
  search: 'M7 3a4 4 0 1 0 0 8a4 4 0 0 0 0-8M10 10L13.5 13.5',
  sound: 'M2.5 6v4H5l3.5 3V3L5 6ZM11 5.5a3.5 3.5 0 0 1 0 5M12.8 3.6a6 6 0 0 1 0 8.8',
  mute: 'M2.5 6v4H5l3.5 3V3L5 6ZM11 6l4 4M15 6l-4 4',
  plus: 'M8 3V13M3 8H13',
  minus: 'M3 8H13',
  home: 'M2.5 7.5L8 3L13.5 7.5M4 7V13H12V7',
  grid: 'M2 5L10 2L14 11L6 14ZM6 3.5L10 12.5M4 9.5L12 6.5',
  cells: 'M3 3H7V7H3ZM9 3H13V7H9ZM3 9H7V13H3ZM9 9H13V13H9Z',
  dim: 'M8 2.5A5.5 5.5 0 1 0 13.5 9A4.5 4.5 0 0 1 8 2.5Z',
  follow: 'M8 4.6A3.4 3.4 0 1 0 8 11.4A3.4 3.4 0 0 0 8 4.6M8 1.5V4.6M8 11.4V14.5M1.5 8H4.6M11.4 8H14.5',
  table: 'M2.5 3.5H13.5V12.5H2.5ZM2.5 6.5H13.5M2.5 9.5H13.5M6.5 3.5V12.5',
  close: 'M4 4L12 12M12 4L4 12',
  up: 'M8 13V3.5M4 7L8 3L12 7',
  down: 'M4 6L8 10L12 6',
  copy: 'M5.5 5.5V3H13V10.5H10.5M3 5.5H10.5V13H3Z',
  link: 'M6.5 9.5L9.5 6.5M7 5L9 3A2.8 2.8 0 0 1 13 7L11 9M9 11L7 13A2.8 2.8 0 0 1 3 9L5 7',
  pin: 'M8 14S3.5 9.8 3.5 6.3A4.5 4.5 0 0 1 12.5 6.3C12.5 9.8 8 14 8 14ZM8 4.8A1.6 1.6 0 1 0 8 8A1.6 1.6 0 0 0 8 4.8',
  filter: 'M2.5 3.5H13.5L9.5 8.5V13L6.5 11.5V8.5Z',
  bell: 'M4 11.5V7a4 4 0 0 1 8 0V11.5L13.5 12.5H2.5ZM6.5 14.2H9.5',
  retry: 'M12.6 5.5A5.2 5.2 0 1 0 13.2 8.6M13 2.5V5.7H9.8',
} as const;

export type IconName = keyof typeof PATHS;

export function Icon({ name, size = 16 }: { readonly name: IconName; readonly size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 16 16" fill="none" stroke="currentColor" strokeWidth="1.4" aria-hidden="true">
      <path d={PATHS[name]} />
    </svg>
  );
}

export function Brand() {
  return (
    <svg width="20" height="20" viewBox="0 0 20 20" fill="none" stroke="currentColor" strokeWidth="1.6" aria-hidden="true">
      <path d="M3 7L11.5 3L17 13L8.5 17Z" />
      <path d="M7.2 5L13.2 15M5.8 12L14.8 7.8" opacity="0.55" />
    </svg>
  );
}

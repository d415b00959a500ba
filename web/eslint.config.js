import js from '@eslint/js';
import hooks from 'eslint-plugin-react-hooks';
import tseslint from 'typescript-eslint';

// Text of events is hostile: nothing may turn a string into markup or code.
const markupOrCode = [
  { selector: "MemberExpression[property.name=/^(innerHTML|outerHTML|insertAdjacentHTML)$/]", message: 'Case text is text: build nodes, never markup.' },
  { selector: "JSXAttribute[name.name='dangerouslySetInnerHTML']", message: 'Case text is text: never markup.' },
  { selector: "Property[key.name='dangerouslySetInnerHTML']", message: 'Case text is text: never markup.' },
  { selector: "CallExpression[callee.object.name='document'][callee.property.name=/^write/]", message: 'No document.write.' },
  { selector: "CallExpression[callee.property.name='setHTML']", message: 'Map popups take text nodes only.' },
];

// The arrows of README.md: what each folder may know of the others.
const arrows = {
  geo: [],
  wire: ['geo'],
  state: ['geo', 'wire'],
  i18n: ['wire', 'state'],
  socket: ['geo', 'wire', 'state'],
  http: ['geo', 'wire'],
  desk: ['wire', 'state', 'http'],
  browser: ['state'],
  map: ['geo', 'wire', 'state', 'http', 'socket/board'],
};
const folders = Object.entries(arrows).map(([folder, known]) => ({
  files: [`src/${folder}/**`],
  ignores: ['**/*.test.ts'],
  rules: { 'no-restricted-imports': ['error', { patterns: [{
    regex: known.length === 0 ? '^\\.\\./' : `^\\.\\./(?!(${known.join('|')})(/|$))`,
    message: `${folder}/ may know of ${known.length === 0 ? 'no other folder' : known.join(', ')}; the arrows stand in README.md.`,
  }] }] },
}));
folders.push({
  files: ['src/app.ts'],
  ignores: [],
  rules: { 'no-restricted-imports': ['error', { patterns: [{ regex: '^\\./ui/', message: 'The composition root knows nothing of what is drawn.' }] }] },
});

export default tseslint.config(
  { ignores: ['dist', 'node_modules'] },
  js.configs.recommended,
  ...tseslint.configs.strictTypeChecked,
  {
    files: ['**/*.{ts,tsx}'],
    languageOptions: { parserOptions: { projectService: true } },
    plugins: { 'react-hooks': hooks },
    rules: {
      ...hooks.configs.recommended.rules,
      // Warns of libraries that the React compiler must skip; this build does not use the compiler.
      'react-hooks/incompatible-library': 'off',
      'no-eval': 'error',
      'no-implied-eval': 'error',
      'no-new-func': 'error',
      'no-restricted-syntax': ['error', ...markupOrCode],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
    },
  },
  ...folders,
  { files: ['eslint.config.js'], ...tseslint.configs.disableTypeChecked },
);

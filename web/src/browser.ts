// Wakes the page that is already there. Pages that only say something need no more than the offline copy.
import './style.css';
import { hydrate, type Component } from 'svelte';
import App from './App.svelte';
import type { Messages } from './i18n/nl';
import type { Names } from './context';
import type { Lang, View } from './routes';

const VIEWS: Partial<Record<View, () => Promise<{ default: Component }>>> = {
  use: () => import('./views/MyUse.svelte'),
  site: () => import('./views/DataCentre.svelte'),
  scenarios: () => import('./views/Scenarios.svelte'),
  sources: () => import('./views/Sources.svelte'),
  embed: () => import('./views/Embed.svelte'),
};

const TEXTS: Record<Lang, () => Promise<{ t: Messages; names: Names }>> = {
  nl: () => import('./texts.nl'),
  en: () => import('./texts.en'),
};

const { dataset } = document.documentElement;
const lang = dataset.lang as Lang;
const view = dataset.view as View;

const load = VIEWS[view];
if (load) {
  const [{ default: Content }, { t, names }] = await Promise.all([load(), TEXTS[lang]()]);
  const target = document.getElementById('app');
  if (target) hydrate(App, { target, props: { page: { lang, view, t, names }, Content } });
}
document.documentElement.dataset.awake = '';
followLanguage();
if ('serviceWorker' in navigator) void navigator.serviceWorker.register(new URL('sw.js', new URL(dataset.root ?? './', location.href)));

/** The other language shows the same question. */
function followLanguage() {
  document.querySelector('[data-language]')?.addEventListener('click', (event) => {
    const anchor = event.currentTarget as HTMLAnchorElement;
    anchor.hash = location.hash;
  });
}

// Writes a page as HTML. Runs at build time only.
import type { Component } from 'svelte';
import { render as renderSvelte } from 'svelte/server';
import App from './App.svelte';
import { ABOUT } from './i18n/about';
import type { View, Lang } from './routes';
import * as en from './texts.en';
import * as nl from './texts.nl';
import Accessibility from './views/Accessibility.svelte';
import Accuracy from './views/Accuracy.svelte';
import DataCentre from './views/DataCentre.svelte';
import Embed from './views/Embed.svelte';
import Home from './views/Home.svelte';
import Method from './views/Method.svelte';
import MyUse from './views/MyUse.svelte';
import Scenarios from './views/Scenarios.svelte';
import Sources from './views/Sources.svelte';

export { folder, LANGS, rootFrom, ROUTES, VIEWS } from './routes';

const CONTENT: Record<View, Component> = {
  home: Home, use: MyUse, site: DataCentre, scenarios: Scenarios, method: Method, sources: Sources,
  accuracy: Accuracy, accessibility: Accessibility, embed: Embed,
};

export function render(lang: Lang, view: View): { body: string; title: string; description: string } {
  const { t, names } = lang === 'nl' ? nl : en;
  const done = renderSvelte(App, { props: { page: { lang, view, t, names }, Content: CONTENT[view] } });
  const title = view === 'home' ? `${t.name}: ${ABOUT[lang].home.title}` : `${t.pages[view]} · ${t.name}`;
  return { body: done.body, title, description: ABOUT[lang].descriptions[view] };
}

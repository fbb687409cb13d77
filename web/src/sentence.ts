// The answer of My use in words, the same on the page and in a frame.
import { number, range } from './i18n/format';
import type { Messages } from './i18n/nl';
import type { Report } from './report';
import type { Lang } from './routes';
import { MEDIA, isMedia } from './tasks';
import { mixed, oftenKey, type UseValues } from './use';

export function useSentence(v: UseValues, report: Report, t: Messages, lang: Lang): string {
  const perDay = v.what === 'mix' ? mixed(v).reduce((sum, task) => sum + v[oftenKey(task)], 0) : v.day;
  if (perDay === 0) return t.use.mix.none;
  const times = number(perDay, lang, v.what === 'mix' ? 2 : 4);
  const task = t.use.tasks[v.task]?.[0];
  const model = isMedia(v.task) ? t.use.modelNames[MEDIA[v.task].models[v.model]] : null;
  const what = v.what === 'mix' ? t.use.mix.what(times) : t.use.what(times, model === null ? task : t.use.withModel(task, model));
  return t.use.answer(what[0].toUpperCase() + what.slice(1), range(report.figures.facility_energy_wh, lang));
}

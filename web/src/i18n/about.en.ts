// Texts of pages that only say something: in their HTML, and in no script. See `en.ts`.
import type { About } from './about.nl';

export const aboutEn: About = {
  descriptions: {
    home: 'Work out what AI costs in electricity, carbon, water and space: for yourself, for a data centre, for a plan.',
    use: 'What does your use of AI cost in electricity, carbon, water and space? With a range and with sources.',
    site: 'What does a data centre need in electricity, water and land, and how much carbon does it emit?',
    scenarios: 'Put two or three plans for a data centre side by side and see the difference.',
    method: 'How Polder calculates, what counts and what does not.',
    sources: 'Every number that Polder calculates with, and its source.',
    accuracy: 'The outcomes of Polder beside measurements.',
    accessibility: 'Accessibility statement of this calculator.',
    embed: 'The calculator as part of another page.',
  },
  home: {
    title: 'What does AI cost?',
    intro: 'AI runs in data centres. That takes electricity, water and space, and causes carbon emissions. Here you see how much, how sure that is and where each number comes from.',
    doors: 'What would you like to know?',
    use: { question: 'What does my use cost?', answer: (perYear) => `Ten short questions a day to a chatbot: ${perYear} of electricity a year.` },
    site: { question: 'What does a data centre need?', answer: (energy, land) => `40 MW of computers near Eemshaven: ${energy} a year, on ${land} of land.` },
    scenarios: { question: 'How do two plans differ?', answer: (water) => `The same data centre with chillers instead of liquid cooling: ${water} more water a year.` },
    go: 'Work it out',
    rangeNote: 'Nobody knows these numbers exactly. So we give a range: in 9 out of 10 calculations the outcome lies between these two numbers.',
  },
  method: {
    title: 'How we calculate',
    sections: [
      ['From question to socket', [
        'A language model makes an answer piece by piece. Such a piece is called a token: about three quarters of a word. Polder works out from physics how long the chips are busy for each token and how much power they draw. The constants of that model come from measurements.',
        'To that come the rest of the server, computers that wait, the network in the building, losses in the power chain and cooling. For a data centre Polder works out the cooling for each kind of hour of the year, with the weather of the place.',
      ]],
      ['Why a range?', [
        'Many inputs are uncertain. So each has a low, a middle and a high value. Polder calculates everything a thousand times, each time with other values. In 9 out of 10 the outcome lies in the range you see. The error of the model itself is part of it.',
        'Two plans get the same thousand draws. If nothing differs, the difference is exactly zero.',
        'When you change something, the range moves at once with the central values. Shortly after, the recalculated numbers replace it.',
      ]],
      ['Carbon', [
        'Polder counts the electricity where the computers are, including building power stations, fuel supply and losses in the grid. Making chips and servers comes on top. Whoever buys renewable electricity sees that apart. The two ways of counting must not be mixed.',
        'CO₂e means: all greenhouse gases together, expressed as carbon dioxide.',
      ]],
      ['Water', ['There are two kinds. Water that evaporates at the data centre for cooling, and water that evaporates at power stations. Evaporation from reservoirs is not in the middle, but it is in the range.']],
      ['Space', ['For a data centre we count the site: buildings, roads, water and the edge. For your own use we count which part of such a site you occupy for how long. Land for wind turbines and solar panels is separate.']],
      ['What is not counted?', ['Your own phone or computer. The internet between you and the data centre. Training the model, on the page about your use. What AI saves you in time or travel, or makes you do extra.']],
      ['Check it yourself', ['Each number says where it comes from. Save a calculation as JSON and give it to the polder program: you get the same numbers, to the last bit.']],
    ],
  },
  accuracy: {
    title: 'How accurate is it?',
    intro: 'We put our outcomes beside the measurements of others. It also says where it goes wrong.',
    columns: ['What', 'Measured', 'We say', 'Verdict'],
    rows: [
      ['Electricity per token, models not used to make the model (ML.ENERGY v3)', '—', 'half of the errors smaller than 8.2 %', '90 % of the measurements lie between 0.74 and 1.31 times our value; that error is part of our range'],
      ['Power at the wall, 8 measurements of MLPerf', '—', '0.56 to 1.05 times the measurement, middle 0.91', 'too low for long questions in 4 bits, of which our model knows nothing'],
      ['Electricity per picture or film on an H100, models not used to make the model (ML.ENERGY)', '—', 'half of the errors smaller than 9.1 %', '90 % of the measurements lie between 0.79 and 1.36 times our value; our range is a little wider'],
      ['PUE of Google in Eemshaven, 2024 and 2025', '1.07 and 1.08', '1.06 – 1.08 – 1.12', 'inside the range'],
      ['PUE of Microsoft in Middenmeer, 2023', '1.14', '1.08 – 1.11 – 1.15', 'inside the range'],
      ['PUE of Microsoft in Middenmeer, 2022', '1.158', '1.08 – 1.11 – 1.15', 'too low'],
      ['PUE of Microsoft in Texas', '1.28', '1.13 – 1.17 – 1.23', 'too low: we mostly know new halls'],
      ['Zeewolde, planned and not built: land per MW', '0.83 ha', '0.33 – 0.70 – 1.6 ha', 'inside a wide range; our middle is lower'],
      ['Zeewolde: electricity a year', '1.38 TWh', '1.2 – 1.3 – 1.5 TWh', 'inside the range'],
    ],
    limits: 'What we do not know',
    limitList: [
      'Of closed models it is not known how large they are and what they run on. We use an open model as an example.',
      'How long questions and answers are is not public for most tasks. Those lengths are estimates.',
      'Zeewolde is a weak test of land: its coverage and its connection are assumed too.',
      'Chips that nobody measured in public get a wider range.',
    ],
  },
  accessibility: {
    title: 'Accessibility statement',
    sections: [
      ['What we want', ['Everyone should be able to use this calculator. We aim at WCAG 2.2, level AA.']],
      ['What is tested', [
        'With each change a program (axe) tests all pages in both languages, light and dark, wide and narrow. There may be no errors. We also test that everything works by keyboard alone, and that nothing scrolls sideways on a screen 320 pixels wide.',
        'Each chart has a sentence with its finding and a table with the same numbers. Colour never has a meaning of its own. There are no animations.',
      ]],
      ['What is not tested', [
        'People with a disability have not tested this calculator yet. Nor has it been tested with screen readers such as NVDA, VoiceOver and TalkBack. A program does not find everything, so there may be faults.',
        'Formulas and sources are in English.',
      ]],
      ['Status', ['This statement is our own. There was no independent audit. Until there is one, we say: the site complies in part.']],
      ['Does something not work?', ['Tell whoever runs the site where you read this, or the makers of Polder. Say which page, which browser and which aid.']],
    ],
  },
};

// Teksten van pagina’s die alleen iets vertellen: zij staan in de HTML en in geen script. Zie `nl.ts`.

export const aboutNl = {
  descriptions: {
    home: 'Reken uit wat AI kost aan stroom, CO₂, water en ruimte: voor uzelf, voor een datacenter, voor een plan.',
    use: 'Wat kost uw gebruik van AI aan stroom, CO₂, water en ruimte? Met een bereik en met bronnen.',
    site: 'Wat heeft een datacenter nodig aan stroom, water en grond, en hoeveel CO₂ komt er vrij?',
    scenarios: 'Zet twee of drie plannen voor een datacenter naast elkaar en zie het verschil.',
    method: 'Hoe Polder rekent, wat meetelt en wat niet.',
    sources: 'Elk getal waarmee Polder rekent, met bron.',
    accuracy: 'De uitkomsten van Polder naast metingen.',
    accessibility: 'Toegankelijkheidsverklaring van deze rekenhulp.',
    embed: 'De rekenhulp als onderdeel van een andere pagina.',
  },
  home: {
    title: 'Wat kost AI?',
    intro: 'AI draait in datacenters. Dat kost stroom, water en ruimte, en er komt CO₂ vrij. Hier ziet u hoeveel, hoe zeker dat is en waar elk getal vandaan komt.',
    doors: 'Wat wilt u weten?',
    use: { question: 'Wat kost mijn gebruik?', answer: (perYear: string) => `Tien korte vragen per dag aan een chatbot: ${perYear} stroom per jaar.` },
    site: {
      question: 'Wat heeft een datacenter nodig?',
      answer: (energy: string, land: string) => `40 MW aan computers bij de Eemshaven: ${energy} per jaar, op ${land} grond.`,
    },
    scenarios: { question: 'Wat is het verschil tussen twee plannen?', answer: (water: string) => `Hetzelfde datacenter met koelmachines in plaats van vloeistofkoeling: ${water} meer water per jaar.` },
    go: 'Reken het uit',
    rangeNote: 'Niemand weet deze getallen precies. Daarom geven wij een bereik: in 9 van de 10 berekeningen ligt de uitkomst tussen deze twee getallen.',
  },
  method: {
    title: 'Hoe rekenen we?',
    sections: [
      ['Van vraag naar stopcontact', [
        'Een taalmodel maakt een antwoord stukje voor stukje. Zo’n stukje heet een token: ongeveer driekwart woord. Polder rekent met natuurkunde uit hoe lang de chips per token bezig zijn en hoeveel stroom ze dan gebruiken. De constanten in dat model komen uit metingen.',
        'Daarbij komt de rest van de server, computers die staan te wachten, het netwerk in het gebouw, het verlies in de stroomketen en de koeling. Bij een datacenter rekent Polder de koeling uit voor elk soort uur van het jaar, met het weer van de plaats.',
      ]],
      ['Waarom een bereik?', [
        'Veel gegevens zijn onzeker. Elk gegeven heeft daarom een laagste, middelste en hoogste waarde. Polder rekent alles duizend keer door, elke keer met andere waarden. In 9 van de 10 keer ligt de uitkomst in het bereik dat u ziet. De fout van het model zelf telt ook mee.',
        'Twee plannen krijgen dezelfde duizend trekkingen. Is er niets anders, dan is het verschil precies nul.',
        'Verandert u iets, dan schuift het bereik direct mee met de middelste waarden. Kort daarna staan er de nagerekende getallen.',
      ]],
      ['CO₂', [
        'Polder telt de stroom op de plek waar de computers staan, met het bouwen van centrales, de winning van brandstof en het verlies in het net. Daarnaast telt het maken van chips en servers. Wie hernieuwbare stroom inkoopt, ziet dat apart staan. Die twee manieren van tellen mogen niet door elkaar.',
        'CO₂e betekent: alle broeikasgassen samen, omgerekend naar CO₂.',
      ]],
      ['Water', ['Er zijn twee soorten. Water dat bij het datacenter verdampt voor de koeling. En water dat bij elektriciteitscentrales verdampt. Verdamping uit stuwmeren zit niet in het midden, wel in het bereik.']],
      ['Ruimte', ['Voor een datacenter tellen wij het terrein: gebouwen, wegen, water en de rand. Voor uw eigen gebruik tellen wij welk deel van zo’n terrein u hoe lang bezet houdt. Grond voor windmolens en zonnepanelen staat daar los van.']],
      ['Wat telt niet mee?', ['Uw eigen telefoon of computer. Het internet tussen u en het datacenter. Het trainen van het model, bij de pagina over uw gebruik. Wat AI u aan tijd of reizen bespaart, of juist extra laat doen.']],
      ['Zelf narekenen', ['Bij elk getal staat waar het vandaan komt. Bewaar een berekening als JSON en geef die aan het programma polder: u krijgt dezelfde getallen, tot op de laatste bit.']],
    ] as [string, string[]][],
  },
  accuracy: {
    title: 'Hoe goed klopt het?',
    intro: 'Wij leggen onze uitkomsten naast metingen van anderen. Hier staat ook waar het niet goed gaat.',
    columns: ['Wat', 'Gemeten', 'Wij', 'Oordeel'],
    rows: [
      ['Stroom per token, modellen die niet zijn gebruikt om het model te maken (ML.ENERGY v3)', '—', 'helft van de fouten kleiner dan 8,2 %', '90 % van de metingen ligt tussen 0,74 en 1,31 keer onze waarde; die fout zit in ons bereik'],
      ['Stroom aan het stopcontact, 8 metingen van MLPerf', '—', '0,56 tot 1,05 keer de meting, midden 0,91', 'te laag bij lange vragen in 4 bits: daarover weet ons model niets'],
      ['Stroom per plaatje of video op een H100, modellen die niet zijn gebruikt om het model te maken (ML.ENERGY)', '—', 'helft van de fouten kleiner dan 9,1 %', '90 % van de metingen ligt tussen 0,79 en 1,36 keer onze waarde; ons bereik is iets breder'],
      ['PUE van Google in de Eemshaven, 2024 en 2025', '1,07 en 1,08', '1,06 – 1,08 – 1,12', 'binnen het bereik'],
      ['PUE van Microsoft in Middenmeer, 2023', '1,14', '1,08 – 1,11 – 1,15', 'binnen het bereik'],
      ['PUE van Microsoft in Middenmeer, 2022', '1,158', '1,08 – 1,11 – 1,15', 'te laag'],
      ['PUE van Microsoft in Texas', '1,28', '1,13 – 1,17 – 1,23', 'te laag: wij kennen vooral nieuwe zalen'],
      ['Zeewolde, gepland en niet gebouwd: grond per MW', '0,83 ha', '0,33 – 0,70 – 1,6 ha', 'binnen een breed bereik; ons midden is lager'],
      ['Zeewolde: stroom per jaar', '1,38 TWh', '1,2 – 1,3 – 1,5 TWh', 'binnen het bereik'],
    ],
    limits: 'Wat wij niet weten',
    limitList: [
      'Van gesloten modellen is niet bekend hoe groot ze zijn en waarop ze draaien. Wij gebruiken een open model als voorbeeld.',
      'Hoe lang vragen en antwoorden zijn, is voor de meeste taken niet openbaar. Die lengtes zijn schattingen.',
      'Zeewolde is een zwakke toets voor grond: de bebouwing en de aansluiting zijn daar ook aangenomen.',
      'Chips die niemand openbaar heeft gemeten, krijgen een breder bereik.',
    ],
  },
  accessibility: {
    title: 'Toegankelijkheidsverklaring',
    sections: [
      ['Wat wij willen', ['Iedereen moet deze rekenhulp kunnen gebruiken. Wij streven naar WCAG 2.2, niveau AA.']],
      ['Wat is getest', [
        'Bij elke wijziging test een programma (axe) alle pagina’s in beide talen, licht en donker, breed en smal. Er mogen geen fouten zijn. Ook testen wij of alles met alleen het toetsenbord kan, en of er op een scherm van 320 pixels breed niets zijwaarts schuift.',
        'Elke figuur heeft een zin met de uitkomst en een tabel met dezelfde getallen. Kleur heeft nooit een eigen betekenis. Er zijn geen animaties.',
      ]],
      ['Wat is niet getest', [
        'Mensen met een beperking hebben deze rekenhulp nog niet getest. Ook is er nog niet getest met schermlezers als NVDA, VoiceOver en TalkBack. Een programma vindt niet alles: er kunnen dus fouten in zitten.',
        'De formules en bronnen zijn in het Engels.',
      ]],
      ['Status', ['Deze verklaring is van ons zelf. Er is geen onafhankelijk onderzoek gedaan. Tot dat onderzoek er is, zeggen wij: de site voldoet gedeeltelijk.']],
      ['Werkt er iets niet?', ['Meld het bij de beheerder van de site waar u dit leest, of bij de makers van Polder. Zeg erbij welke pagina, welke browser en welk hulpmiddel.']],
    ] as [string, string[]][],
  },
};

export type About = typeof aboutNl;

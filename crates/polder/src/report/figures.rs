//! Every figure, declared once: id, unit, boundary, formula, titles.

/// How a figure follows from others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Formula {
    /// Arithmetic over figure ids, slot ids and numbers, separated by spaces. A test evaluates it.
    Expression(&'static str),
    /// A sum over bins or a physical model: said in words, with the slots it reads.
    Words(&'static str, &'static [&'static str]),
}

/// The declaration of a figure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FigureSpec {
    /// Stable id.
    pub id: &'static str,
    /// Unit.
    pub unit: &'static str,
    /// What is inside, in English and Dutch.
    pub boundary: [&'static str; 2],
    /// Formula.
    pub formula: Formula,
    /// Title in English.
    pub en: &'static str,
    /// Title in Dutch.
    pub nl: &'static str,
}

/// The declaration with this id; `per_request_` and `per_output_token_` figures have that of the whole.
pub fn figure(id: &str) -> Option<&'static FigureSpec> {
    let whole = id
        .strip_prefix("per_request_")
        .or_else(|| id.strip_prefix("per_output_token_"))
        .unwrap_or(id);
    let find = |id: &str| FIGURES.iter().find(|f| f.id == id);
    find(id).or_else(|| find(whole))
}

/// The formula of a figure in a report that has certain others: learning has no idle share, and adds up in its own way.
pub fn formula(spec: &FigureSpec, has: impl Fn(&str) -> bool) -> Formula {
    match spec.id {
        "it_energy_wh" if has("learning_energy_wh") => {
            Expression("generation_energy_wh + learning_energy_wh")
        }
        "it_energy_wh" if has("training_compute_flop") => Expression(
            "it_power_per_accelerator_w * accelerator_hours * ( 1 + inference.network_share )",
        ),
        "facility_energy_mwh" if has("heat_upgrade_mwh") => Expression(
            "it_energy_mwh + cooling_energy_mwh + electrical_loss_mwh + other_energy_mwh + heat_upgrade_mwh",
        ),
        "pue_2026" if !has("heat_upgrade_mwh") => Expression("pue"),
        "connection_mva" if !has("connection_mw") => Words("given", &[]),
        _ => spec.formula,
    }
}

use Formula::{Expression, Words};

const STEP: &[&str] = &[
    "inference.error",
    "inference.power_error",
    "inference.draft_acceptance",
    "stack",
    "stack.vllm-0.5.sampling",
    "work[0].batch",
    "work[0].latency_ms",
    "work[0].input_tokens",
    "work[0].output_tokens",
];

/// What the energy of any work follows from.
const WORK: &[&str] = &[
    "inference.error",
    "inference.draft_acceptance",
    "media.error",
    "stack",
    "stack.vllm-0.5.sampling",
    "work[0].batch",
    "media.batch_others",
    "work[0].latency_ms",
    "work[0].input_tokens",
    "work[0].output_tokens",
    "work[0].width",
    "work[0].height",
    "work[0].frames",
    "work[0].steps",
    "work[0].audio_s",
    "encoder.efficiency.bf16",
    "encoder.efficiency.fp8",
    "speech.tokens_per_s",
];

const PICTURE: &[&str] = &[
    "media.error",
    "stack",
    "work[0].width",
    "work[0].height",
    "work[0].frames",
    "work[0].steps",
    "work[0].audio_s",
    "work[0].batch",
    "media.batch_others",
    "encoder.efficiency.bf16",
    "speech.tokens_per_s",
];

/// What the scarce elements in hardware follow from.
const DEPLETION: &[&str] = &[
    "embodied.card_adpe_kg",
    "embodied.host_adpe_kg_per_kg",
    "server.embodied_host",
    "rack.embodied_kg",
    "network.embodied_share",
    "life.it_years",
];

macro_rules! figures {
    ($($id:literal, $unit:literal, $boundary:literal, $binnen:literal, $formula:expr, $en:literal, $nl:literal;)+) => {
        /// All figures, in the order reports show them.
        pub static FIGURES: &[FigureSpec] = &[$(FigureSpec { id: $id, unit: $unit, boundary: [$boundary, $binnen], formula: $formula, en: $en, nl: $nl },)+];
    };
}

figures! {
    // estimate
    "accelerator_energy_wh", "Wh", "accelerators while they serve the job", "de AI-chips, zolang ze aan de taak werken",
        Words("replica time × accelerators × accelerator_power_w", WORK), "Accelerator energy", "Energie van de AI-chips";
    "server_energy_wh", "Wh", "whole servers while they serve the job", "hele servers, zolang ze aan de taak werken",
        Words("( accelerator power + host_w per accelerator ) / PSU efficiency × accelerator time", &["server.host_w", "psu.efficiency"]),
        "Server energy", "Energie van de servers";
    "it_energy_wh", "Wh", "servers, their idle share and the network", "servers, hun wachttijd en het netwerk in het datacenter",
        Expression("server_energy_wh * ( 1 + inference.idle_share ) * ( 1 + inference.network_share )"), "IT energy", "Energie van alle IT";
    "facility_energy_wh", "Wh", "facility", "het hele datacenter", Expression("it_energy_wh * facility.pue"), "Facility energy", "Energie van het datacenter";
    "carbon_use_location_g", "gCO2e", "electricity, life-cycle intensity of the place of compute with grid losses, location-based", "stroom: levenscyclus, op de plek van het rekenwerk, met netverliezen; naar locatie",
        Expression("facility_energy_wh * country.carbon_lifecycle / ( 1 - country.td_loss_share ) / 1000"), "Carbon of use", "CO2 door gebruik";
    "carbon_embodied_g", "gCO2e", "making accelerators, servers, racks, network; for the time held, waiting included", "het maken van chips, servers, racks en netwerk; voor de tijd dat ze bezet zijn, wachten telt mee",
        Words("accelerator_hours / life × ( accelerator + part of host and rack ) × ( 1 + network )",
              &["accelerator.embodied", "server.embodied_host", "rack.embodied_kg", "network.embodied_share", "embodied.error", "life.it_years"]),
        "Embodied carbon", "CO2 door het maken van de hardware";
    "carbon_total_location_g", "gCO2e", "use (location-based) and hardware; no building, no network outside", "gebruik (naar locatie) en hardware; geen gebouw, geen netwerk buiten",
        Expression("carbon_use_location_g + carbon_embodied_g"), "Carbon in all", "CO2 samen";
    "water_onsite_consumption_ml", "mL", "evaporated at the data centre", "verdampt bij het datacenter", Expression("it_energy_wh * facility.wue_l_per_kwh"),
        "Water at the data centre", "Water bij het datacenter";
    "water_offsite_consumption_ml", "mL", "consumed by power stations, grid losses included, reservoirs of hydropower left out of the central value", "verbruikt door centrales, met netverliezen; stuwmeren zitten niet in de middenwaarde",
        Expression("facility_energy_wh * country.water / ( 1 - country.td_loss_share )"), "Water at power stations", "Water bij elektriciteitscentrales";
    "land_site_m2_year", "m²·year", "site of the data centre for the time held, no supply land", "terrein van het datacenter voor de tijd dat de chips bezet zijn; geen grond voor opwek",
        Words("accelerator_hours × installed power × PUE × hectares per connected MW", &["site.ha_per_mw_connected", "facility.pue"]),
        "Space", "Ruimte";
    "embodied_adpe_ug", "µgSb", "making the hardware: scarce elements, as antimony (ADPe); for the time held", "maken van de hardware: schaarse stoffen, als antimoon (ADPe); voor de tijd dat ze bezet is",
        Words("accelerator_hours / life × ( card + part of host and rack × its ratio to carbon ) × ( 1 + network )", DEPLETION), "Scarce elements in hardware", "Schaarse stoffen in de hardware";
    "embodied_primary_wh", "Wh", "making the hardware; for the time held", "maken van de hardware; voor de tijd dat ze bezet is",
        Expression("carbon_embodied_g * embodied.primary_mj_per_kg / 3.6"), "Primary energy in hardware", "Primaire energie in de hardware";
    "training_share_energy_wh", "Wh", "training of the model, shared over the requests of its life; in no total", "het trainen van het model, verdeeld over alle vragen in zijn leven; zit in geen totaal",
        Expression("work[0].training_energy_mwh * 1000000 * work[0].requests / work[0].lifetime_requests"), "Share of training", "Aandeel in het trainen";
    "output_tokens_per_s", "1/s", "one replica", "één replica", Words("batch / step time", STEP), "Output tokens per second", "Uitvoertokens per seconde";
    "step_time_ms", "ms", "one decode step of the replica", "één stap van de replica", Words("weights + compute + KV cache + prefill + communication + experts + host + drawing and prompts apart (vLLM 0.5), see docs/inference.md", STEP),
        "Time between tokens", "Tijd tussen tokens";
    "accelerator_power_w", "W", "one accelerator while it serves", "één AI-chip terwijl hij werkt", Words("floor + busy shares + bytes and operations, at most its limit, see docs/inference.md", STEP),
        "Power of an accelerator", "Vermogen van een AI-chip";
    "it_power_per_accelerator_w", "W", "server at the wall per accelerator while it serves", "server aan het stopcontact, per AI-chip, terwijl hij werkt",
        Words("serving: ( accelerator power + host_w ) / PSU efficiency, at most rated; training: all-in power as measured", &["server.host_w", "psu.efficiency", "server.training_w", "training.power_share_of_rated", "training.power_over_tdp"]), "Server power per accelerator", "Serververmogen per AI-chip";
    "batch_time_s", "s", "one batch on its accelerators: what somebody waits who is alone", "één batch op zijn AI-chips: zo lang wacht iemand die alleen is",
        Words("hypot( arithmetic + memory + exchange, host ) + decoding; speech: encoding + decoding, see docs/media.md", PICTURE), "Time of a batch", "Tijd van een batch";
    "batch", "1", "mean running sequences of a replica", "gemiddeld aantal verzoeken tegelijk op een replica", Words("given, or the largest within the latency target and the memory × mean_batch_share", STEP),
        "Batch", "Batch";
    "accelerators", "1", "inference: one replica; training: the run; plan: the site", "inferentie: één replica; training: de run; plan: de locatie", Words("given, or what the memory needs, or installed power / rated power per accelerator, rounded down", &[]),
        "Accelerators", "AI-chips";
    "training_compute_flop", "FLOP", "final run, forward and backward, recomputation left out", "de laatste run, heen en terug, zonder herberekening", Words("given, or per token: training 6, adapters 4, a teacher or a scoring pass 2 × active parameters; + attention when the sequence length is given", &["work[0].training_tokens", "work[0].training_compute_flop"]),
        "Training compute", "Rekenwerk van de training";
    "accelerator_hours", "h", "accelerators held: lost time of a final run, waiting of a service included", "bezette AI-chips: verloren tijd van een run en wachttijd van een dienst tellen mee", Words("training: compute / ( MFU × peak × goodput ); serving: busy time × ( 1 + idle share × busy power / idle power )", &["work[0].mfu", "training.goodput", "training.qlora_time", "training.rollout.error", "training.error", "inference.idle_share"]),
        "Accelerator hours", "Chip-uren";
    "wall_clock_days", "d", "final run", "de laatste run", Expression("accelerator_hours / accelerators / 24"), "Duration", "Duur";
    "energy_per_flop_pj", "pJ/FLOP", "IT energy over the arithmetic that the result needs; a check, beside published values in its explanation", "energie van de IT per bewerking die het resultaat vraagt; ter controle, met gepubliceerde waarden in de uitleg",
        Words("it_energy_wh / training_compute_flop, beside published runs at the wall of their servers",
              &["it_energy_wh", "training_compute_flop", "training.energy_per_flop.anchor-b200", "training.energy_per_flop.anchor-h100-fp8", "training.energy_per_flop.anchor-h100",
                "training.energy_per_flop.anchor-gh200", "training.energy_per_flop.anchor-a100", "training.energy_per_flop.anchor-tpu-v4", "training.energy_per_flop.anchor-tpu-v3", "training.energy_per_flop.anchor-v100"]),
        "Energy per operation", "Energie per bewerking";
    "development_energy_wh", "Wh", "facility, experiments and failed runs before the final run; in no other figure", "het hele datacenter, proeven en mislukte runs vóór de laatste; in geen ander cijfer",
        Expression("facility_energy_wh * training.development_ratio"), "Development energy", "Energie van de ontwikkeling";
    "generated_tokens", "1", "the whole job: hidden reasoning and failed calls, or all samples to learn from", "de hele taak: met verborgen denkwerk en mislukte pogingen, of alle antwoorden om van te leren", Words("session: model_calls × ( output tokens + hidden reasoning ); learning: prompts × samples_per_prompt × output_tokens", &["model_calls", "work[0].output_tokens", "session.reasoning_tokens"]), "Tokens written", "Geschreven tokens";
    "generation_energy_wh", "Wh", "servers and network while they write the answers to learn from", "servers en netwerk, terwijl ze de antwoorden schrijven om van te leren",
        Words("server power × generated_tokens / tokens per second × ( 1 + network share )", &["training.rollout.error", "inference.network_share", "inference.error", "stack", "work[0].output_tokens"]), "Energy of writing", "Energie van het schrijven";
    "learning_energy_wh", "Wh", "servers and network while the model learns", "servers en netwerk, terwijl het model leert",
        Words("all-in power × compute / ( MFU × peak ) × ( 1 + network share )", &["training.rollout.error", "inference.network_share", "work[0].mfu", "server.training_w", "training.power_share_of_rated", "training.power_over_tdp", "training.rl.scoring_passes"]), "Energy of learning", "Energie van het leren";
    "sessions", "1", "the whole job", "de hele taak", Words("given, or sessions a day × days, over the tasks", &["work[0].requests"]), "Sessions", "Sessies";
    "model_calls", "1", "the whole job, tool calls and failed calls included", "de hele taak, met hulpmiddelen en mislukte pogingen", Words("sessions × turns × ( 1 + tool calls ) × ( 1 + retries )", &["sessions", "session.turns", "session.tool_calls", "session.retries"]),
        "Calls of the model", "Aanroepen van het model";
    // plan
    "racks", "1", "site", "de locatie", Words("installed IT power / power of a rack, which holds at least one server, rounded up", &["facility.rack_kw", "rack.default_kw"]), "Racks", "Racks";
    "it_power_mw", "MW", "installed IT power: rated input of servers and network", "geïnstalleerd IT-vermogen: nominale opname van servers en netwerk", Words("given, or accelerators × rated input × ( 1 + network share ), or what the contracted transport allows", &["inference.network_share"]),
        "Installed IT power", "Geïnstalleerd IT-vermogen";
    "it_power_mean_mw", "MW", "IT, mean of the year", "IT, gemiddeld over het jaar", Expression("it_energy_mwh / 8760"), "Mean IT power", "Gemiddeld IT-vermogen";
    "site_power_peak_mw", "MW", "site at its connection, design day, everything busy with this work", "de locatie bij de aansluiting, op de ontwerpdag, alles druk met dit werk",
        Words("highest hour of the two design days", &["facility.error", "dry_cooler.approach_k", "tower.approach_k"]), "Peak power of the site", "Piekvermogen van de locatie";
    "site_power_rated_mw", "MW", "site at its connection, design day, IT at its rated input", "de locatie bij de aansluiting, op de ontwerpdag, IT op nominale opname",
        Words("highest hour of the two design days, IT at rated input", &["facility.error", "dry_cooler.approach_k", "tower.approach_k"]), "Rated peak of the site", "Nominale piek van de locatie";
    "contracted_transport_mw", "MW", "grid contract (GTV)", "contract met de netbeheerder (GTV)", Words("given, or site_power_rated_mw × transport.margin", &["transport.margin"]),
        "Contracted transport", "Gecontracteerd transportvermogen";
    "connection_mw", "MW", "grid connection, active power; of a new one, the contract", "aansluiting op het net, werkelijk vermogen; van een nieuwe, het contract",
        Words("given, or contracted_transport_mw", &["transport.margin"]), "Connection, active", "Aansluiting, werkelijk";
    "connection_mva", "MVA", "grid connection, apparent power", "aansluiting op het net, schijnbaar vermogen", Expression("connection_mw / power_factor"), "Connection, apparent", "Aansluiting, schijnbaar";
    "it_energy_mwh", "MWh", "IT at PDU output (category 2)", "IT na de PDU (categorie 2)", Words("Σ hours: idle + ( busy − idle ) × busy share", &["server.host_w", "psu.efficiency", "inference.error", "hardware.load_share"]),
        "IT energy", "Energie van de IT";
    "cooling_energy_mwh", "MWh", "fans, pumps, chillers", "ventilatoren, pompen, koelmachines", Words("Σ month × hour × weather bin of the plant's power at that load",
        &["facility.error", "cold_plate.capture", "cold_plate.supply_c", "dry_cooler.approach_k", "dry_cooler.fan_share", "pump.share", "crah.pressure_pa",
          "tower.approach_k", "tower.fan_share", "chiller.carnot", "air.pressure_pa", "air.delta_k", "fan_curve.slowed_share"]), "Cooling energy", "Energie voor koeling";
    "electrical_loss_mwh", "MWh", "transformer, UPS and distribution losses", "verliezen in transformator, UPS en verdeling", Words("Σ hours of no-load + linear + square losses",
        &["ups.no_load", "ups.linear", "ups.square", "distribution.loss", "transformer.no_load", "transformer.load"]), "Electrical losses", "Elektrische verliezen";
    "other_energy_mwh", "MWh", "lighting, offices, controls, generator heaters", "verlichting, kantoor, regeling, verwarming van aggregaten", Expression("it_power_mw * other.share * 8760"), "Other energy", "Overige energie";
    "idle_energy_mwh", "MWh", "of IT energy: machines that wait, their network included", "deel van de IT-energie: wachtende machines, met hun netwerk", Words("Σ hours: idle power × ( 1 − busy share )", &["load.mean_share", "server.idle_share"]),
        "IT energy while waiting", "IT-energie tijdens wachten";
    "facility_energy_mwh", "MWh", "facility at its connection", "het datacenter bij de aansluiting", Expression("it_energy_mwh + cooling_energy_mwh + electrical_loss_mwh + other_energy_mwh"),
        "Facility energy", "Energie van het datacenter";
    "pue", "1", "design PUE (dPUE): facility / IT at PDU output, category 2", "ontwerp-PUE (dPUE): datacenter / IT na de PDU, categorie 2", Expression("facility_energy_mwh / it_energy_mwh"), "PUE", "PUE";
    "pue_2026", "1", "as PUE, less the electricity that upgrades heat", "als PUE, zonder de stroom die warmte opwaardeert", Expression("( facility_energy_mwh - heat_upgrade_mwh ) / it_energy_mwh"), "PUE, 2026 scheme", "PUE, regeling van 2026";
    "wue_l_per_kwh", "L/kWh", "total water input / IT energy", "al het ingenomen water / energie van de IT", Expression("water_onsite_withdrawal_m3 / it_energy_mwh"), "WUE", "WUE";
    "wue_fresh_l_per_kwh", "L/kWh", "drinking, ground and surface water taken in / IT energy; no rain, no sea water", "ingenomen drink-, grond- en oppervlaktewater / energie van de IT; geen regen- of zeewater", Words("water_onsite_withdrawal_m3 × share of drinking, ground and surface water / it_energy_mwh", &["tower.cycles", "water.other", "water.error"]), "WUE, fresh water", "WUE, zoet water";
    "cue_kg_per_kwh", "kg/kWh", "scope 2, location-based / IT energy", "scope 2, naar locatie / energie van de IT", Expression("carbon_scope2_location_t / it_energy_mwh"), "CUE", "CUE";
    "water_onsite_withdrawal_m3", "m³", "taken in on site; surface water that passes through left out", "ingenomen op de locatie; zonder oppervlaktewater dat alleen doorstroomt", Words("evaporation × cycles / ( cycles − 1 ) + other use", &["tower.cycles", "water.other", "water.error"]),
        "Water taken in on site", "Ingenomen water op de locatie";
    "water_potable_m3", "m³", "drinking water, of what is taken in on site", "drinkwater, van wat op de locatie wordt ingenomen", Words("water_onsite_withdrawal_m3 × share of drinking water", &["tower.cycles", "water.other", "water.error"]),
        "Drinking water taken in", "Ingenomen drinkwater";
    "water_passing_m3", "m³", "surface water that passes through and goes back warmer; not in the water taken in; not checked that there is any", "oppervlaktewater dat doorstroomt en warmer teruggaat; telt niet als ingenomen; niet nagegaan of het er is", Words("heat given to surface water × water per heat", &["surface_water.l_per_kwh"]),
        "Surface water passing through", "Doorgestroomd oppervlaktewater";
    "water_onsite_consumption_m3", "m³", "evaporated on site", "verdampt op de locatie", Words("heat carried off by evaporation / latent heat + drift", &["latent.l_per_kwh", "tower.latent_share", "water.error"]),
        "Water consumed on site", "Verbruikt water op de locatie";
    "water_scarcity_m3_eq", "m³ eq", "fresh water evaporated on site, weighted by AWARE 2.0 of the country: 1 is the mean of the world; basins of one country differ widely", "op de locatie verdampt zoet water, gewogen met AWARE 2.0 van het land: 1 is het gemiddelde van de wereld; stroomgebieden van een land verschillen veel", Words("fresh water consumed on site × scarcity of the country", &["country.scarcity", "water.error"]),
        "Water weighted by scarcity", "Water, gewogen naar schaarste";
    "water_peak_day_m3", "m³", "taken in on the wettest design day", "ingenomen op de ontwerpdag met het meeste water", Words("Σ 24 hours of the design day at peak load", &["tower.cycles", "water.error"]),
        "Water on the peak day", "Water op de piekdag";
    "water_offsite_consumption_m3", "m³", "consumed by power stations, grid losses included", "verbruikt door centrales, met netverliezen", Expression("facility_energy_mwh * country.water / ( 1 - country.td_loss_share )"),
        "Water at power stations", "Water bij elektriciteitscentrales";
    "waste_heat_mwh", "MWh", "heat that leaves the halls, all electricity of IT, UPS and distribution", "warmte uit de zalen: alle stroom van IT, UPS en verdeling", Words("IT energy + UPS and distribution losses", &[]),
        "Waste heat", "Restwarmte";
    "waste_heat_mean_c", "°C", "heat that leaves the halls, mean of its outlets", "warmte uit de zalen, gemiddeld over de uitlaten", Words("Σ outlets: share × ( supply + warming )", &["cold_plate.capture", "cold_plate.supply_c", "cold_plate.delta_k", "water_loop.delta_k", "air.delta_k", "facility.inlet_c"]),
        "Temperature of waste heat", "Temperatuur van de restwarmte";
    "reused_heat_mwh", "MWh", "waste heat that crosses the fence, before lift; not checked that a network is there", "restwarmte die over de grens van het terrein gaat, vóór opwaardering; niet nagegaan of er een net ligt",
        Words("Σ month × hour × weather bin: the least of what the halls have and what the network takes", &["heat.offtake_mw", "heat.supply_c", "heat.base_share", "heat.threshold_c", "heat.design_c", "heat.recovery_share", "heat.home_gj"]), "Reused heat", "Hergebruikte warmte";
    "heat_upgrade_mwh", "MWh", "electricity of the heat pump at the fence", "stroom van de warmtepomp aan de grens", Words("Σ delivered heat × lift / ( η × condensing temperature )", &["heat.carnot", "heat.approach_k", "heat.supply_c"]),
        "Heat-pump electricity", "Stroom van de warmtepomp";
    "heat_delivered_mwh", "MWh", "heat the network gets", "warmte die het net krijgt", Expression("reused_heat_mwh + heat_upgrade_mwh"), "Delivered heat", "Geleverde warmte";
    "heat_homes", "1", "homes with the same heat over a year; others heat their peaks", "woningen met dezelfde warmte over een jaar; pieken komen van elders", Expression("heat_delivered_mwh * 3.6 / heat.home_gj"), "Heat of so many homes", "Warmte van zoveel woningen";
    "erf", "1", "reused heat before lift / facility energy", "hergebruikte warmte vóór opwaardering / energie van het datacenter", Expression("reused_heat_mwh / facility_energy_mwh"), "Energy reuse factor", "Energiehergebruik (ERF)";
    "ere", "1", "facility energy less reused heat / IT energy", "energie van het datacenter min hergebruikte warmte / energie van de IT", Expression("( facility_energy_mwh - reused_heat_mwh ) / it_energy_mwh"), "Energy reuse effectiveness", "ERE";
    "ref", "1", "electricity under contract with renewable sources / facility energy, by the year", "stroom onder contract met hernieuwbare bronnen / energie van het datacenter, per jaar",
        Words("1 with guarantees of origin or a power contract, 0 with none", &[]), "Renewable energy factor", "Hernieuwbaar aandeel (REF)";
    "carbon_displaced_gas_t", "tCO2e", "gas that the delivered heat stands for, if it does; in no other figure", "gas waarvoor de geleverde warmte in de plaats komt, als dat zo is; in geen ander cijfer", Expression("heat_delivered_mwh * heat.gas_kg_per_kwh"),
        "Displaced gas, not netted", "Vermeden gas, niet verrekend";
    "carbon_scope1_t", "tCO2e", "scope 1: diesel for tests of the standby generators; no refrigerants", "scope 1: diesel voor proefdraaien van de noodaggregaten; geen koudemiddelen",
        Expression("facility_energy_mwh * generator.energy_share * generator.carbon_kg_per_kwh"), "Scope 1", "Scope 1";
    "nox_kg", "kg", "nitrogen oxides, as NO2, of tests of the standby generators", "stikstofoxiden, als NO2, van proefdraaien van de noodaggregaten",
        Expression("facility_energy_mwh * generator.energy_share * generator.nox_g_per_kwh"), "Nitrogen oxides", "Stikstofoxiden";
    "carbon_scope2_location_t", "tCO2e", "electricity, direct intensity of the grid", "stroom, directe uitstoot van het net", Expression("facility_energy_mwh * country.carbon_direct / 1000"),
        "Scope 2, location-based", "Scope 2, naar locatie";
    "carbon_scope2_market_t", "tCO2e", "electricity, contracts, annual", "stroom, naar contract, per jaar", Words("energy not under contract × residual intensity", &["country.carbon_residual"]),
        "Scope 2, market-based", "Scope 2, naar contract";
    "carbon_upstream_t", "tCO2e", "scope 3.3: fuel chains, building power stations, grid losses", "scope 3.3: brandstofketens, bouw van centrales, netverliezen",
        Expression("facility_energy_mwh / 1000 * ( country.carbon_lifecycle / ( 1 - country.td_loss_share ) - country.carbon_direct )"),
        "Upstream of electricity", "Keten van elektriciteit";
    "carbon_embodied_it_t", "tCO2e", "accelerators, servers, racks, network; per year of life", "AI-chips, servers, racks, netwerk; per jaar van hun leven",
        Words("( accelerators + hosts + racks ) × ( 1 + network ) / life", &["accelerator.embodied", "server.embodied_host", "rack.embodied_kg", "network.embodied_share", "embodied.error", "life.it_years"]),
        "Embodied carbon of IT", "CO2 door het maken van de IT";
    "carbon_embodied_building_t", "tCO2e", "shell and plant; per year of life", "gebouw en installaties; per jaar van hun leven",
        Expression("( gross_floor_m2 * building.shell_kg_per_m2 / 1000 / life.building_years + it_power_mw * building.mep_t_per_mw / life.mep_years ) * embodied.error"),
        "Embodied carbon of the building", "CO2 door het bouwen";
    "carbon_total_location_t", "tCO2e", "scope 1 of generators, scope 2 location-based, upstream, embodied", "scope 1 van aggregaten, scope 2 naar locatie, keten, bouw en hardware",
        Expression("carbon_scope1_t + carbon_scope2_location_t + carbon_upstream_t + carbon_embodied_it_t + carbon_embodied_building_t"), "Carbon in all", "CO2 samen";
    "embodied_adpe_kg", "kgSb", "making the hardware: scarce elements, as antimony (ADPe); per year of life", "maken van de hardware: schaarse stoffen, als antimoon (ADPe); per jaar van haar leven",
        Words("( accelerators × card + ( hosts + racks ) × their ratio to carbon ) × ( 1 + network ) / life", DEPLETION), "Scarce elements in IT", "Schaarse stoffen in de IT";
    "embodied_primary_mwh", "MWh", "making the hardware; per year of life", "maken van de hardware; per jaar van haar leven",
        Expression("carbon_embodied_it_t * embodied.primary_mj_per_kg / 3.6"), "Primary energy in IT", "Primaire energie in de IT";
    "white_space_m2", "m²", "halls with racks", "zalen met racks", Expression("racks * rack.area_m2 * land.error"), "White space", "Zaaloppervlak";
    "grey_space_m2", "m²", "power and cooling rooms", "ruimten voor stroom en koeling", Expression("it_power_mw * grey.area_m2_per_mw * land.error"), "Grey space", "Technische ruimte";
    "gross_floor_m2", "m²", "all floors", "alle vloeren", Expression("( white_space_m2 + grey_space_m2 ) * ( 1 + support.share )"), "Gross floor", "Bruto vloeroppervlak";
    "built_floor_ha", "ha", "footprint of the buildings", "grond onder de gebouwen", Expression("gross_floor_m2 / land.storeys / 10000"), "Built ground", "Bebouwde grond";
    "site_ha", "ha", "site: buildings, yards, water, setbacks; no supply land", "terrein: gebouwen, erf, water, afstand tot de rand; geen grond voor opwek", Words("built_floor_ha / share of the site that is built on", &["coverage.campus", "coverage.compact", "coverage.urban"]),
        "Site", "Terrein";
    "capex_it_eur", "EUR", "servers and network, bought once", "servers en netwerk, één keer gekocht", Words("it_power_mw × price per MW of rated input", &["cost.it_ai_eur_per_mw", "cost.it_plain_eur_per_mw"]), "Price of IT", "Prijs van de IT";
    "capex_building_eur", "EUR", "shell; no land", "gebouw; geen grond", Expression("it_power_mw * cost.facility_eur_per_mw * cost.shell_share"), "Price of the building", "Prijs van het gebouw";
    "capex_plant_eur", "EUR", "power, cooling, generators; no grid connection", "stroom, koeling, aggregaten; geen netaansluiting", Expression("it_power_mw * cost.facility_eur_per_mw * ( 1 - cost.shell_share )"), "Price of the plant", "Prijs van de installaties";
    "capex_eur", "EUR", "IT, building and plant; no land, no grid connection", "IT, gebouw en installaties; geen grond en netaansluiting", Expression("capex_it_eur + capex_building_eur + capex_plant_eur"), "Price to build and fill", "Prijs van bouw en inrichting";
    "capital_cost_eur", "EUR", "per year of life, with interest", "per jaar van hun leven, met rente", Words("Σ price × r / ( 1 − ( 1 + r )^−life )", &["cost.discount_rate", "life.it_years", "life.building_years", "life.mep_years"]), "Capital in a year", "Kapitaal per jaar";
    "electricity_cost_eur", "EUR", "delivered electricity, year; no grid, no tax", "geleverde stroom, per jaar; zonder net en belasting", Expression("facility_energy_mwh * cost.electricity_eur_per_mwh"), "Electricity", "Stroom";
    "grid_cost_eur", "EUR", "transport tariff, year", "transporttarief, per jaar", Expression("contracted_transport_mw * cost.grid_eur_per_kw_year * 1000"), "Grid tariff", "Nettarief";
    "energy_tax_eur", "EUR", "Dutch energy tax, bands of 2024, business", "energiebelasting, schijven van 2024, zakelijk", Words("Σ bands: rate × energy in the band", &["cost.tax_1_eur_per_kwh", "cost.tax_2_eur_per_kwh", "cost.tax_3_eur_per_kwh", "cost.tax_4_eur_per_kwh"]), "Energy tax", "Energiebelasting";
    "energy_cost_eur", "EUR", "electricity, grid and tax, year", "stroom, net en belasting, per jaar", Expression("electricity_cost_eur + grid_cost_eur + energy_tax_eur"), "Cost of energy", "Kosten van energie";
    "water_cost_eur", "EUR", "water taken in, year", "ingenomen water, per jaar", Expression("water_onsite_withdrawal_m3 * cost.water_eur_per_m3"), "Cost of water", "Kosten van water";
    "upkeep_cost_eur", "EUR", "upkeep, staff and insurance of building and plant, year", "onderhoud, personeel en verzekering van gebouw en installaties, per jaar", Expression("( capex_building_eur + capex_plant_eur ) * cost.upkeep_share"), "Upkeep", "Onderhoud";
    "total_cost_eur", "EUR", "capital, energy, water, upkeep, year; no land, no software, no profit", "kapitaal, energie, water, onderhoud, per jaar; geen grond, software of winst",
        Expression("capital_cost_eur + energy_cost_eur + water_cost_eur + upkeep_cost_eur"), "Cost of a year", "Kosten per jaar";
    "cost_eur_per_it_mwh", "EUR/MWh", "cost of a year / IT energy", "kosten van een jaar / energie van de IT", Expression("total_cost_eur / it_energy_mwh"), "Cost per MWh of IT", "Kosten per MWh van de IT";
    "cost_eur_per_million_tokens", "EUR", "machines that serve, waiting included; a million output tokens", "machines die verzoeken verwerken, wachten telt mee; een miljoen uitvoertokens",
        Words("total_cost_eur × share of IT energy of serving machines / output tokens × a million", &["load.mean_share"]), "Cost per million output tokens", "Kosten per miljoen uitvoertokens";
    "output_tokens", "1", "site, year", "de locatie, per jaar", Words("Σ work: share × tokens per second per accelerator × accelerators × busy hours", &["load.inference.mean_share"]),
        "Output tokens", "Uitvoertokens";
    "output_tokens_per_day", "1", "site, mean day of the year", "de locatie, gemiddelde dag van het jaar", Expression("output_tokens / 365"),
        "Output tokens per day", "Uitvoertokens per dag";
    "per_output_token_facility_energy_wh", "Wh", "facility, for the machines that serve, waiting included", "het datacenter, voor de machines die verzoeken verwerken, wachten telt mee", Words("facility energy × share of IT energy of serving machines / output tokens", &["load.mean_share"]),
        "Facility energy per output token", "Energie per uitvoertoken";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_declared_once() {
        let mut ids: Vec<_> = FIGURES.iter().map(|f| f.id).collect();
        ids.sort_unstable();
        assert!(ids.windows(2).all(|w| w[0] < w[1]));
    }

    #[test]
    fn per_unit_figures_have_the_declaration_of_the_whole() {
        assert_eq!(
            figure("per_request_it_energy_wh").map(|f| f.id),
            Some("it_energy_wh")
        );
        assert_eq!(
            figure("per_output_token_facility_energy_wh").map(|f| f.id),
            Some("per_output_token_facility_energy_wh")
        );
    }
}

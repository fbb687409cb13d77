//! What can be typed after `polder`, and the help that teaches it.

use std::path::PathBuf;

use clap::{Parser, Subcommand, ValueEnum};
use polder::size::Limit;

use crate::size::limit;

const EXAMPLES: &str = "\
Examples:
  A thousand answers of 400 tokens, in the Netherlands:
    polder estimate --model llama-3.1-70b --output-tokens 400 --requests 1000 --place nl
  A site for a year, as a file for a spreadsheet:
    polder plan site.toml --format csv -o site.csv
  How much fits on a contract and a plot:
    polder size site.toml --limit contracted_transport_mw=40 --limit site_ha=12
  Where a number comes from:
    polder explain site.toml facility_energy_mwh

A document is TOML or JSON; `-` reads it from standard input. A number may be a
range: `output_tokens = { low = 200, mid = 400, high = 900 }` (p5, p50, p95).
Exit status: 0 answered; 1 answered with warnings, under --strict; 2 no answer.";

const ESTIMATE: &str = "\
Examples:
  polder estimate --model llama-3.1-70b --accelerator h100-sxm --count 4 --batch 64
  polder estimate --model llama-3.1-70b --latency-ms 40 --place nl --samples 0
  polder estimate --model gpt-4o --output-tokens 400    a closed model: a range of sizes
  polder estimate --config config.json --place nl       a model of your own
  polder estimate --task coding-agent --sessions 10 --compare smaller-model
  polder estimate work.toml --requests 1e6        flags go before the file's values

work.toml:
  model = \"llama-3.1-70b\"
  accelerator = \"h100-sxm\"
  input_tokens = 500
  output_tokens = { low = 200, mid = 400, high = 900 }
  requests = 1000
  place = \"nl\"
instead of `accelerator`, a chip of your own:
  [custom_accelerator]
  tdp_w = 700
  memory_gb = 128
  bandwidth_gb_s = 4000
  bf16_tflops = 800";

const PLAN: &str = "\
Examples:
  polder plan site.toml
  polder plan site.toml --format json -o site.json
  polder plan site.toml --land ground.svg         the ground, drawn to scale
  sed 's/free-air/cold-plate/' site.toml | polder plan -

site.toml:
  [site]
  name = \"Eemshaven AI campus\"
  place = \"eemshaven\"
  [hardware]
  accelerator = \"h100-sxm\"
  it_power_mw = 40
  [[work]]
  model = \"llama-3.1-70b\"
  [facility]
  cooling = \"cold-plate\"";

const SIZE: &str = "\
Examples:
  polder size site.toml --limit contracted_transport_mw=40 --limit site_ha=12
  polder size site.toml --limit carbon_total_location_t=20000
  polder size site.toml --limit water_onsite_withdrawal_m3=5000 --weather synthetic
  polder size site.toml                           the contract and the ground in the document

Any figure of `polder plan` can be a limit. What is installed in the document is set
aside; its `supply.contracted_transport_mw` and `land.available_ha` are limits too.";

const EXPLAIN: &str = "\
Examples:
  polder explain work.toml facility_energy_wh
  polder explain site.toml pue --depth 1
  polder plan site.toml --format csv              the ids of the figures of a document";

const SOURCES: &str = "\
Examples:
  polder sources                                  every parameter and every source
  polder sources models                           what a document can name: also places,
                                                  accelerators, servers
  polder sources life.it_years                    one parameter, with its source
  polder sources coding-agent                     one task: its turns and tokens
  polder sources ml-energy-v3                     one source, with what is taken from it
  polder sources --format csv -o register.csv";

const VALIDATE: &str = "\
Examples:
  polder validate truth.csv                       error statistics per group
  polder validate truth.csv --format csv          one line per row
  polder validate truth.csv --without batch_avg   as if nobody knew the batch

Columns, by name, in any order; missing ones get the defaults of `estimate`:
  model or arch_key, kind, hardware, gpu_count, precision, framework, batch_avg,
  in_tokens, out_tokens, power_limit_w, scope, and what was measured:
  j_per_out_token, j_per_request, or for training energy_mwh or gpu_hours.";

/// Power, water, carbon and land of AI work, with the uncertainty and the source of each number.
#[derive(Debug, Parser)]
#[command(name = "polder", version, after_help = EXAMPLES, arg_required_else_help = true)]
pub(crate) struct Args {
    #[command(flatten)]
    pub(crate) common: Common,
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// Options of every command.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Options of every command")]
pub(crate) struct Common {
    /// For people, for programs with everything in it, or one row per figure.
    #[arg(long, global = true, value_enum, default_value_t = Format::Table, value_name = "FORM")]
    pub(crate) format: Format,
    /// Write the answer to FILE, whole or not at all.
    #[arg(short, long, global = true, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
    /// Seed of the draws; the same seed gives the same figures.
    #[arg(long, global = true, value_name = "N", allow_negative_numbers = true)]
    pub(crate) seed: Option<u32>,
    /// Number of draws, at most 65536; 0 gives central values only.
    #[arg(long, global = true, value_name = "N", allow_negative_numbers = true)]
    pub(crate) samples: Option<u32>,
    /// Language of the table.
    #[arg(long, global = true, value_enum, default_value_t = Lang::En, value_name = "LANG")]
    pub(crate) lang: Lang,
    /// Only the figures: no warnings, progress or closing lines.
    #[arg(short, long, global = true)]
    pub(crate) quiet: bool,
    /// Exit with 1 when there are warnings.
    #[arg(long, global = true)]
    pub(crate) strict: bool,
}

/// Form of the answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    Table,
    Json,
    Csv,
}

/// Language of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Lang {
    En,
    Nl,
}

impl Lang {
    /// The text of this language.
    pub(crate) fn pick<T>(self, en: T, nl: T) -> T {
        match self {
            Self::En => en,
            Self::Nl => nl,
        }
    }
}

/// What is asked.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// One piece of AI work: energy, carbon, water, space and speed.
    #[command(after_help = ESTIMATE)]
    Estimate(Box<Work>),
    /// A site for a year: power, energy, water, carbon, ground.
    #[command(after_help = PLAN)]
    Plan(SiteFile),
    /// From limits backwards: how much IT, how many accelerators and tokens fit, and what binds.
    #[command(after_help = SIZE)]
    Size(Sizing),
    /// Where a figure comes from: formula, numbers, ranges and sources.
    #[command(after_help = EXPLAIN)]
    Explain(Explain),
    /// A parameter, a task or a source; without ID the whole register.
    #[command(after_help = SOURCES)]
    Sources(SourceId),
    /// Our prediction beside measurements, with error statistics.
    #[command(after_help = VALIDATE)]
    Validate(Validate),
}

/// A workload: a file, flags, or a file changed by flags.
#[derive(Debug, clap::Args)]
pub(crate) struct Work {
    /// Document of the work, or `-`. Flags go before its values.
    #[arg(value_name = "WORK.toml")]
    pub(crate) file: Option<PathBuf>,
    /// Something people do, with its usual model and tokens; `polder sources` lists them.
    #[arg(long, value_name = "ID")]
    pub(crate) task: Option<String>,
    /// Model id or alias, open or closed; `unknown` when nobody says.
    #[arg(long, group = "subject", value_name = "ID")]
    pub(crate) model: Option<String>,
    /// Shape of a model of your own: a Hugging Face `config.json`, or `-`.
    #[arg(long, group = "subject", value_name = "CONFIG.json")]
    pub(crate) config: Option<PathBuf>,
    /// Accelerator id or alias.
    #[arg(long, value_name = "ID")]
    pub(crate) accelerator: Option<String>,
    /// Accelerators of one replica (training: of the run).
    #[arg(long, value_name = "N", allow_negative_numbers = true)]
    pub(crate) count: Option<u32>,
    /// Number format of the weights, such as bf16 or fp8.
    #[arg(long, value_name = "FORMAT")]
    pub(crate) precision: Option<String>,
    /// Mean running sequences of a replica.
    #[arg(long, group = "speed", value_name = "N", allow_negative_numbers = true)]
    pub(crate) batch: Option<f64>,
    /// Time between output tokens that the service aims at.
    #[arg(
        long,
        group = "speed",
        value_name = "MS",
        allow_negative_numbers = true
    )]
    pub(crate) latency_ms: Option<f64>,
    /// Requests per second at one replica.
    #[arg(long, group = "speed", value_name = "N", allow_negative_numbers = true)]
    pub(crate) requests_per_second: Option<f64>,
    /// Input tokens of a request.
    #[arg(long, value_name = "N", allow_negative_numbers = true)]
    pub(crate) input_tokens: Option<f64>,
    /// Output tokens of a request, hidden reasoning included.
    #[arg(long, value_name = "N", allow_negative_numbers = true)]
    pub(crate) output_tokens: Option<f64>,
    /// Requests in the whole job.
    #[arg(long, value_name = "N", allow_negative_numbers = true)]
    pub(crate) requests: Option<f64>,
    /// Sessions of the task in the whole job.
    #[arg(long, value_name = "N", allow_negative_numbers = true)]
    pub(crate) sessions: Option<f64>,
    /// What to set beside a session: smaller-model, on-device, without-ai.
    #[arg(long, value_name = "ID,…", value_delimiter = ',')]
    pub(crate) compare: Vec<String>,
    /// Power cap of each accelerator.
    #[arg(long, value_name = "W", allow_negative_numbers = true)]
    pub(crate) power_limit_w: Option<f64>,
    /// Place id, ISO country code, or `world` when unknown.
    #[arg(long, value_name = "ID")]
    pub(crate) place: Option<String>,
    /// Serving software.
    #[arg(long, value_name = "ID")]
    pub(crate) stack: Option<String>,
}

/// A site.
#[derive(Debug, clap::Args)]
pub(crate) struct SiteFile {
    /// Document of the site, or `-`.
    #[arg(value_name = "SITE.toml")]
    pub(crate) file: PathBuf,
    /// Also draw the ground to scale, as SVG, in FILE.
    #[arg(long, value_name = "FILE")]
    pub(crate) land: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) hours: HourFiles,
}

/// Hours of weather, and hours of the site.
#[derive(Debug, clap::Args)]
pub(crate) struct HourFiles {
    #[command(flatten)]
    pub(crate) weather: WeatherFile,
    /// Hours of load, one share of installed IT power per line: 24 of a day, or 8760 or 8784 of a year in local standard
    /// time. Instead of `hardware.load_share`; what the work asks is then left out.
    #[arg(long, value_name = "FILE")]
    pub(crate) load: Option<PathBuf>,
    /// Write the hours of the site at central values, as CSV, or as Parquet where the name ends so and the build has
    /// `--features batch`; without `--weather` those of a synthetic year.
    #[arg(long, value_name = "FILE")]
    pub(crate) series: Option<PathBuf>,
}

/// Hours of weather.
#[derive(Debug, clap::Args)]
pub(crate) struct WeatherFile {
    /// Hours of weather in place of the station's statistics: an EPW, KNMI, Open-Meteo or CSV file, twelve
    /// monthly normals, or `synthetic`.
    #[arg(long, value_name = "FILE")]
    pub(crate) weather: Option<PathBuf>,
    /// Which year of the weather file; the latest whole one otherwise.
    #[arg(long, value_name = "YEAR", requires = "weather")]
    pub(crate) weather_year: Option<i32>,
}

/// A site and what limits it.
#[derive(Debug, clap::Args)]
pub(crate) struct Sizing {
    /// Document of the site, or `-`.
    #[arg(value_name = "SITE.toml")]
    pub(crate) file: PathBuf,
    /// Most a figure may be; may be given again.
    #[arg(long, value_name = "FIGURE=VALUE", value_parser = limit)]
    pub(crate) limit: Vec<Limit>,
    /// Also draw the ground to scale, as SVG, in FILE.
    #[arg(long, value_name = "FILE")]
    pub(crate) land: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) weather: WeatherFile,
}

/// A figure to take apart.
#[derive(Debug, clap::Args)]
pub(crate) struct Explain {
    /// Document of a site or of a piece of work, or `-`.
    #[arg(value_name = "DOC.toml")]
    pub(crate) file: PathBuf,
    /// Id of the figure.
    #[arg(value_name = "FIGURE")]
    pub(crate) figure: String,
    /// How many figures deep.
    #[arg(long, value_name = "N", default_value_t = 8, value_parser = depth)]
    pub(crate) depth: usize,
    #[command(flatten)]
    pub(crate) weather: WeatherFile,
}

/// Measurements to compare with.
#[derive(Debug, clap::Args)]
pub(crate) struct Validate {
    /// Table of measurements, or `-`.
    #[arg(value_name = "TRUTH.csv")]
    pub(crate) file: PathBuf,
    /// Leave a column out, as if it were not known; may be given again.
    #[arg(long, value_name = "COLUMN")]
    pub(crate) without: Vec<String>,
}

fn depth(text: &str) -> Result<usize, String> {
    let allowed = 0..=32;
    text.parse()
        .ok()
        .filter(|n| allowed.contains(n))
        .ok_or_else(|| "should be in 0..=32".to_owned())
}

/// What to look up.
#[derive(Debug, clap::Args)]
pub(crate) struct SourceId {
    /// Id of a parameter, of a task or of a source.
    #[arg(value_name = "ID")]
    pub(crate) id: Option<String>,
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_consistent() {
        super::Args::command().debug_assert();
    }
}

//! The `polder` command as people use it: answers, refusals and exit statuses.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests"
)]

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

const WORK: &str =
    "model = \"llama-3.1-70b\"\noutput_tokens = 400\nrequests = 1000\nplace = \"nl\"\n";
const SITE: &str = "[site]\nname = \"Test\"\nplace = \"nl\"\n[hardware]\naccelerator = \"h100-sxm\"\nit_power_mw = 40\n[[work]]\nmodel = \"llama-3.1-70b\"\n";

/// A folder of one test, with the documents it wrote.
struct Folder(PathBuf);

impl Folder {
    fn new(test: &str) -> Self {
        let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(test);
        let _ = fs::remove_dir_all(&path);
        fs::create_dir_all(&path).unwrap();
        let folder = Self(path);
        folder.write("work.toml", WORK.as_bytes());
        folder.write("site.toml", SITE.as_bytes());
        folder
    }

    fn write(&self, name: &str, bytes: &[u8]) {
        fs::write(self.0.join(name), bytes).unwrap();
    }

    fn names(&self) -> Vec<String> {
        let mut names: Vec<_> = fs::read_dir(&self.0)
            .unwrap()
            .map(|e| e.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }

    fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_polder"));
        command
            .current_dir(&self.0)
            .args(args)
            .env_remove("POLDER_THREADS");
        command
    }

    fn run(&self, args: &[&str]) -> Output {
        self.command(args).stdin(Stdio::null()).output().unwrap()
    }

    fn answer(&self, args: &[&str]) -> String {
        let out = self.run(args);
        assert_eq!(
            out.status.code(),
            Some(0),
            "{args:?}: {}",
            String::from_utf8_lossy(&out.stderr)
        );
        String::from_utf8(out.stdout).unwrap()
    }

    /// Standard error of a refusal, which wrote nothing.
    fn refusal(&self, args: &[&str]) -> String {
        let before = self.names();
        let out = self.run(&[args, &["-o", "out.txt"]].concat());
        let err = String::from_utf8(out.stderr).unwrap();
        assert_eq!(out.status.code(), Some(2), "{args:?}: {err}");
        assert!(out.stdout.is_empty(), "{args:?}");
        assert_eq!(
            err.lines().filter(|l| l.starts_with("error: ")).count(),
            1,
            "{args:?}: {err}"
        );
        assert_eq!(self.names(), before, "{args:?}");
        err
    }

    /// As `refusal`, and the text is one `error:` line with all of `parts`, and at most one hint.
    fn refuses(&self, args: &[&str], parts: &[&str]) {
        let err = self.refusal(args);
        let lines: Vec<&str> = err.lines().collect();
        assert!(lines[0].starts_with("error: ") && lines.len() <= 2, "{err}");
        assert!(lines.len() < 2 || lines[1].starts_with("hint: "), "{err}");
        for part in parts {
            assert!(lines[0].contains(part), "`{part}` is not in: {}", lines[0]);
        }
    }

    fn refuses_document(&self, text: &str, parts: &[&str]) {
        self.write("bad.toml", text.as_bytes());
        self.refuses(&["estimate", "bad.toml"], parts);
    }
}

#[test]
fn an_unknown_key_is_refused_with_its_path_and_the_nearest() {
    let folder = Folder::new("unknown-key");
    folder.refuses_document(
        "modell = \"llama-3.1-70b\"\n",
        &["unknown key `modell`", "did you mean `model`?"],
    );
    folder.write("bad-site.toml", b"[facility]\ncolling = \"free-air\"\n");
    folder.refuses(
        &["plan", "bad-site.toml"],
        &["`facility.colling`", "`cooling`"],
    );
    folder.write("bad.json", br#"{"modell": "llama-3.1-70b"}"#);
    folder.refuses(
        &["estimate", "bad.json"],
        &["unknown key `modell`", "did you mean `model`?"],
    );
}

#[test]
fn an_unknown_name_is_refused_with_the_nearest() {
    let folder = Folder::new("unknown-name");
    folder.refuses(
        &["estimate", "--model", "lama-3.1-70b"],
        &[
            "`model` is \"lama-3.1-70b\"",
            "did you mean",
            "llama-3.1-70b",
        ],
    );
    folder.refuses(
        &["estimate", "work.toml", "--accelerator", "h100sxm"],
        &["`accelerator`", "h100-sxm"],
    );
    folder.refuses(
        &["estimate", "work.toml", "--place", "nll"],
        &["`place` is \"nll\""],
    );
}

#[test]
fn a_name_cannot_add_lines_or_steer_the_terminal() {
    let err = Folder::new("escape").refusal(&["estimate", "--model", "a\nerror: b\x1b[2J"]);
    assert_eq!(err.lines().count(), 1, "{err}");
    assert!(!err.contains('\x1b'));
}

#[test]
fn numbers_outside_their_range_are_refused_with_the_range() {
    let folder = Folder::new("range");
    folder.refuses(
        &["estimate", "work.toml", "--batch", "-5"],
        &["`batch` is -5", "should be in 1..="],
    );
    folder.refuses(
        &["estimate", "work.toml", "--batch", "nan"],
        &["`batch` is NaN", "should be in"],
    );
    folder.refuses(
        &["estimate", "work.toml", "--requests", "1e400"],
        &["`requests` is inf", "should be in"],
    );
    folder.refuses(
        &["estimate", "work.toml", "--count", "0"],
        &["`accelerators` is 0", "1..=1024"],
    );
    folder.refuses(
        &["estimate", "work.toml", "--samples", "65537"],
        &["`run.samples` is 65537", "0..=65536"],
    );
    folder.refuses_document(
        &format!("{WORK}batch = -5\n"),
        &["`batch` is -5", "should be in"],
    );
    folder.refuses_document(
        &format!("{WORK}batch = nan\n"),
        &["`batch` is NaN", "should be in"],
    );
    folder.refuses_document(
        &format!("{WORK}batch = -inf\n"),
        &["`batch` is -inf", "should be in"],
    );
    folder.refuses_document(
        &format!("{WORK}batch = 1e400\n"),
        &["`bad.toml` line 5, `batch = 1e400`", "overflowed"],
    );
    folder.refuses_document(
        &format!("{WORK}batch = {{ low = 9, high = 3 }}\n"),
        &["`batch`", "low <= mid <= high"],
    );
    folder.refuses_document(
        &format!("{WORK}batch = \"many\"\n"),
        &["`batch`", "\"many\"", "should be a number"],
    );
    folder.write(
        "huge.json",
        br#"{"model": "llama-3.1-70b", "batch": 1e400}"#,
    );
    folder.refuses(
        &["estimate", "huge.json"],
        &["`huge.json`: number out of range at line 1 column 42"],
    );
}

#[test]
fn files_that_hold_no_document_are_refused() {
    let folder = Folder::new("files");
    folder.refuses(
        &["estimate", "missing.toml"],
        &["`missing.toml` cannot be read", "no such file"],
    );
    folder.refuses(&["plan", "."], &["`.` cannot be read", "directory"]);
    folder.refuses_document("", &["`bad.toml` is empty", "`model`"]);
    folder.refuses_document("# nothing\n", &["`bad.toml` is empty"]);
    folder.write("empty.json", b"");
    folder.refuses(&["estimate", "empty.json"], &["`empty.json` is empty"]);
    folder.write("latin1.toml", b"model = \"caf\xe9\"\n");
    folder.refuses(
        &["estimate", "latin1.toml"],
        &["`latin1.toml` is not UTF-8", "byte 12"],
    );
    folder.write("big.toml", &vec![b'#'; 9 << 20]);
    folder.refuses(
        &["estimate", "big.toml"],
        &["`big.toml` is 10 MB, should be at most 8 MiB"],
    );
    folder.write("big.json", &vec![b' '; 9 << 20]);
    folder.refuses(
        &["estimate", "big.json"],
        &["`big.json` is 10 MB, should be at most 8 MiB"],
    );
    let keys = |separator: &str| {
        let key = |i| format!("\"k{i}\" {separator}");
        (0..100_000).map(key).collect::<Vec<_>>().concat()
    };
    folder.refuses_document(&keys("= 1\n"), &["unknown key `k0`"]);
    let many = format!("{{{} \"k0\": 1}}", keys(": 1,"));
    folder.write("many.json", many.as_bytes());
    folder.refuses(
        &["estimate", "many.json"],
        &["`many.json`: `k0` is there twice at line 1 column"],
    );
    folder.refuses_document(
        "model = \"x\"\nbatch = = 3\n",
        &["`bad.toml` line 2, `batch = = 3`"],
    );
}

#[test]
fn a_document_of_the_other_kind_is_pointed_to_its_command() {
    let folder = Folder::new("other-kind");
    assert!(
        folder
            .refusal(&["estimate", "site.toml"])
            .contains("hint: this looks like a site: use `polder plan`")
    );
    assert!(
        folder
            .refusal(&["plan", "work.toml"])
            .contains("use `polder estimate`")
    );
}

#[test]
fn flags_that_exclude_each_other_are_refused() {
    let folder = Folder::new("exclude");
    let err = folder.refusal(&[
        "estimate",
        "work.toml",
        "--batch",
        "8",
        "--latency-ms",
        "40",
    ]);
    assert!(
        err.contains("--batch") && err.contains("--latency-ms"),
        "{err}"
    );
    folder.refuses_document(
        &format!("{WORK}batch = 8\nlatency_ms = 40\n"),
        &["`batch`", "`latency_ms`", "exclude"],
    );
    folder.answer(&[
        "estimate",
        "bad.toml",
        "--requests-per-second",
        "1",
        "--samples",
        "0",
    ]);
}

#[test]
fn an_unknown_figure_is_refused_with_the_nearest() {
    let folder = Folder::new("figure");
    folder.refuses(
        &["explain", "work.toml", "facility_energy"],
        &["\"facility_energy\"", "facility_energy_wh"],
    );
    folder.refuses(&["explain", "site.toml", "puee"], &["\"puee\"", "pue"]);
    folder.refuses(
        &["sources", "life.it_year"],
        &["\"life.it_year\"", "life.it_years"],
    );
}

#[test]
fn a_file_that_cannot_be_written_is_refused_and_the_old_one_stays() {
    let folder = Folder::new("write");
    let out = folder.run(&[
        "estimate",
        "work.toml",
        "--samples",
        "0",
        "-o",
        "no/such/folder.txt",
    ]);
    assert_eq!(out.status.code(), Some(2));
    folder.write("old.txt", b"old");
    let out = folder.run(&["estimate", "work.toml", "--batch", "-5", "-o", "old.txt"]);
    assert_eq!(out.status.code(), Some(2));
    assert_eq!(fs::read(folder.0.join("old.txt")).unwrap(), b"old");
}

#[test]
fn a_file_holds_what_standard_output_would() {
    let folder = Folder::new("output");
    let args = ["plan", "site.toml", "--format", "json", "--samples", "300"];
    let printed = folder.answer(&args);
    let said = folder.answer(&[args.as_slice(), &["-o", "site.json"]].concat());
    assert!(said.is_empty());
    assert_eq!(
        fs::read_to_string(folder.0.join("site.json")).unwrap(),
        printed
    );
    assert_eq!(folder.names(), ["site.json", "site.toml", "work.toml"]);
}

#[test]
fn json_has_an_ordered_range_a_unit_and_a_boundary_for_each_figure() {
    let folder = Folder::new("json");
    for args in [["estimate", "work.toml"], ["plan", "site.toml"]] {
        let text = folder.answer(
            &[
                args.as_slice(),
                &["--format", "json", "--samples", "1000", "--seed", "7"],
            ]
            .concat(),
        );
        let report: serde_json::Value = serde_json::from_str(&text).unwrap();
        assert_eq!(
            (report["seed"].as_u64(), report["samples"].as_u64()),
            (Some(7), Some(1000))
        );
        let figures = report["figures"].as_object().unwrap();
        assert!(figures.len() > 10);
        for (id, f) in figures {
            let [p5, p50, p95, central] =
                ["p5", "p50", "p95", "central"].map(|k| f[k].as_f64().unwrap());
            assert!(p5 <= p50 && p50 <= p95 && central.is_finite(), "{id}: {f}");
            assert!(
                !f["unit"].as_str().unwrap().is_empty()
                    && !f["boundary"].as_str().unwrap().is_empty(),
                "{id}: {f}"
            );
        }
    }
}

#[test]
fn csv_has_the_columns_of_the_contract_and_the_figures_of_the_json() {
    let folder = Folder::new("csv");
    let csv = folder.answer(&["plan", "site.toml", "--format", "csv", "--samples", "300"]);
    let json: serde_json::Value = serde_json::from_str(&folder.answer(&[
        "plan",
        "site.toml",
        "--format",
        "json",
        "--samples",
        "300",
    ]))
    .unwrap();
    assert_eq!(
        csv.lines().next(),
        Some("figure,p5,p50,p95,central,unit,boundary")
    );
    assert_eq!(
        csv.lines().count() - 1,
        json["figures"].as_object().unwrap().len()
    );
    for line in csv.lines().skip(1) {
        let cells: Vec<&str> = line.split(',').collect();
        assert_eq!(
            cells[2].parse::<f64>().ok(),
            json["figures"][cells[0]]["p50"].as_f64(),
            "{line}"
        );
    }
}

#[test]
fn the_number_of_threads_does_not_change_a_byte() {
    let folder = Folder::new("threads");
    let run = |threads: &str| {
        let args = [
            "estimate",
            "work.toml",
            "--format",
            "json",
            "--samples",
            "1000",
        ];
        folder
            .command(&args)
            .env("POLDER_THREADS", threads)
            .output()
            .unwrap()
            .stdout
    };
    let one = run("1");
    assert!(!one.is_empty());
    assert!(["1", "2", "3", "16"].iter().all(|n| run(n) == one));
    let zero = folder
        .command(&["estimate", "work.toml"])
        .env("POLDER_THREADS", "0")
        .output()
        .unwrap();
    assert_eq!(zero.status.code(), Some(2));
}

#[test]
fn flags_go_before_the_values_of_the_file() {
    let folder = Folder::new("flags");
    let args = [
        "--model",
        "llama-3.1-70b",
        "--output-tokens",
        "400",
        "--requests",
        "1000",
        "--place",
        "nl",
        "--format",
        "csv",
        "--samples",
        "256",
    ];
    let flags = folder.answer(&[&["estimate"], args.as_slice()].concat());
    assert_eq!(
        flags,
        folder.answer(&[
            "estimate",
            "work.toml",
            "--format",
            "csv",
            "--samples",
            "256"
        ])
    );
    folder.write(
        "other.toml",
        b"model = \"llama-3.1-8b\"\noutput_tokens = 7\nplace = \"pl\"\n[run]\nsamples = 3\n",
    );
    assert_eq!(
        flags,
        folder.answer(&[&["estimate", "other.toml"], args.as_slice()].concat())
    );
}

#[test]
fn a_document_may_be_json_or_come_from_standard_input() {
    let folder = Folder::new("stdin");
    let expected = folder.answer(&[
        "estimate",
        "work.toml",
        "--format",
        "csv",
        "--samples",
        "256",
    ]);
    for text in [
        WORK,
        r#"{"model": "llama-3.1-70b", "output_tokens": 400, "requests": 1000, "place": "nl"}"#,
    ] {
        let mut child = folder
            .command(&["estimate", "-", "--format", "csv", "--samples", "256"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        child
            .stdin
            .take()
            .unwrap()
            .write_all(text.as_bytes())
            .unwrap();
        assert_eq!(
            String::from_utf8(child.wait_with_output().unwrap().stdout).unwrap(),
            expected
        );
    }
}

#[test]
fn without_draws_only_central_values_are_given() {
    let text = Folder::new("central").answer(&[
        "estimate",
        "work.toml",
        "--samples",
        "0",
        "--format",
        "json",
    ]);
    let report: serde_json::Value = serde_json::from_str(&text).unwrap();
    let figures = report["figures"].as_object().unwrap();
    assert!(
        figures
            .values()
            .all(|f| f["p5"] == f["central"] && f["p95"] == f["central"])
    );
}

#[test]
fn warnings_make_a_strict_run_exit_with_one() {
    let folder = Folder::new("strict");
    let out = folder.run(&[
        "estimate",
        "--model",
        "llama-3.1-70b",
        "--strict",
        "--format",
        "csv",
        "--samples",
        "0",
    ]);
    assert_eq!(
        out.status.code(),
        Some(1),
        "the place is not known, which is a warning"
    );
    assert!(
        String::from_utf8(out.stderr)
            .unwrap()
            .starts_with("warning: ")
    );
    let quiet = folder.run(&[
        "estimate",
        "--model",
        "llama-3.1-70b",
        "--quiet",
        "--format",
        "csv",
        "--samples",
        "0",
    ]);
    assert_eq!((quiet.status.code(), quiet.stderr.len()), (Some(0), 0));
}

#[test]
fn media_warn_beyond_the_batch_and_the_text_they_know() {
    let folder = Folder::new("media-limits");
    let codes = |text: &str| {
        folder.write("media.toml", format!("place = \"nl\"\n{text}").as_bytes());
        folder.answer(&[
            "estimate",
            "media.toml",
            "--format",
            "json",
            "--samples",
            "0",
        ])
    };
    let image = "kind = \"image\"\nmodel = \"sana-1.5-1.6b\"\nbatch = ";
    assert!(codes(&format!("{image}1000")).contains("\"batch-unmeasured\""));
    assert!(!codes(&format!("{image}64")).contains("\"batch-unmeasured\""));
    let text = "kind = \"embedding\"\nmodel = \"bge-m3\"\ninput_tokens = ";
    assert!(codes(&format!("{text}1e6")).contains("\"context-over-model\""));
    assert!(!codes(&format!("{text}8192")).contains("\"context-over-model\""));
}

#[test]
fn the_middle_of_a_triangle_is_no_median() {
    let folder = Folder::new("triangle");
    let run = "kind = \"training\"\nmodel = \"llama-3.1-8b\"\ntraining_tokens = { low = 1e12, mid = 2e12, high = 3e12 }\n";
    folder.write("run.toml", run.as_bytes());
    let json = folder.answer(&["estimate", "run.toml", "--format", "json"]);
    let document = &serde_json::from_str::<serde_json::Value>(&json).unwrap()["document"];
    let (mfu, tokens) = (
        &document["mfu"]["value"],
        &document["training_tokens"]["value"],
    );
    assert_eq!(
        (&mfu["dist"], &mfu["mid"]),
        (&"triangular".into(), &0.33.into())
    );
    assert!(mfu["p50"].is_null() && tokens["mid"].is_null());
    assert_eq!(tokens["p50"], 2e12);
}

#[test]
fn a_limit_is_given_once() {
    let folder = Folder::new("limit-twice");
    let twice = [
        "size",
        "site.toml",
        "--limit",
        "site_ha=12",
        "--limit",
        "site_ha=13",
    ];
    folder.refuses(&twice, &["`--limit site_ha` is there twice"]);
}

#[test]
fn an_explanation_follows_the_weather_of_the_plan() {
    let folder = Folder::new("explain-weather");
    let weather = ["--weather", "synthetic", "--samples", "0"];
    let explain = |more: &[&str]| {
        let what = [
            "explain",
            "site.toml",
            "cooling_energy_mwh",
            "--format",
            "json",
            "--depth",
            "0",
        ];
        let text = folder.answer(&[&what, more].concat());
        serde_json::from_str::<serde_json::Value>(&text).unwrap()["central"].clone()
    };
    let plan = folder.answer(&[&["plan", "site.toml", "--format", "json"], &weather[..]].concat());
    let plan: serde_json::Value = serde_json::from_str(&plan).unwrap();
    let given = explain(&weather);
    assert_eq!(plan["figures"]["cooling_energy_mwh"]["central"], given);
    assert_ne!(given, explain(&[]));
    folder.refuses(
        &[
            "explain",
            "work.toml",
            "it_energy_wh",
            "--weather",
            "synthetic",
        ],
        &["`--weather` is of a site"],
    );
}

#[test]
fn a_missing_residual_mix_is_ours_to_miss() {
    let folder = Folder::new("residual");
    folder.write(
        "sg.toml",
        SITE.replace("\"nl\"", "\"singapore\"").as_bytes(),
    );
    let out = folder.run(&["plan", "sg.toml", "--samples", "0"]);
    let said = String::from_utf8(out.stdout).unwrap() + &String::from_utf8(out.stderr).unwrap();
    assert!(said.contains("no residual mix of this country"), "{said}");
    assert!(!said.contains("publishes no residual mix"), "{said}");
}

#[test]
fn a_packed_file_is_to_be_unpacked() {
    let folder = Folder::new("gzip");
    folder.write("hours.csv.gz", &[0x1f, 0x8b, 8, 0, 0, 0]);
    let args = ["plan", "site.toml", "--weather", "hours.csv.gz"];
    folder.refuses(&args, &["`hours.csv.gz` is packed with gzip"]);
    assert!(folder.refusal(&args).contains("hint: unpack it first"));
}

#[test]
fn the_catalogue_is_listed_by_name() {
    let folder = Folder::new("lists");
    for (list, id) in [
        ("places", "eemshaven"),
        ("places", "nl"),
        ("models", "llama-3.1-70b"),
        ("models", "gpt-4o"),
        ("models", "bge-m3"),
        ("accelerators", "h100-sxm"),
        ("servers", "hgx-h100-8"),
    ] {
        let table = folder.answer(&["sources", list]);
        assert!(table.lines().all(fits), "{list}");
        assert!(
            table
                .lines()
                .any(|l| l.split_whitespace().next() == Some(id)),
            "{id}"
        );
        let csv = folder.answer(&["sources", list, "--format", "csv"]);
        assert!(
            csv.lines().any(|l| l.starts_with(&format!("{id},"))),
            "{id}"
        );
        let json = folder.answer(&["sources", list, "--format", "json"]);
        assert!(json.contains(&format!("\"id\": \"{id}\"")), "{id}");
    }
    folder.refuses(&["sources", "model"], &["`models`"]);
}

#[test]
fn what_lies_around_a_site_is_said_to_be_unchecked() {
    let folder = Folder::new("unchecked");
    let site =
        SITE.to_owned() + "[facility]\ncooling = \"surface-water\"\n[heat]\nofftake_mw = 5\n";
    folder.write("site.toml", site.as_bytes());
    let json = folder.answer(&["plan", "site.toml", "--format", "json", "--samples", "0"]);
    let figures = &serde_json::from_str::<serde_json::Value>(&json).unwrap()["figures"];
    for id in ["water_passing_m3", "reused_heat_mwh"] {
        let inside = figures[id]["boundary"].to_string();
        assert!(inside.contains("not checked"), "{id}: {inside}");
    }
}

#[test]
fn training_says_how_many_accelerators_hold_it() {
    let folder = Folder::new("training-memory");
    let run = |rest: &str| {
        let text =
            format!("model = \"llama-3.1-405b\"\ntraining_tokens = 1e12\nplace = \"nl\"\n{rest}");
        folder.write("run.toml", text.as_bytes());
        let json = folder.answer(&["estimate", "run.toml", "--format", "json", "--samples", "0"]);
        serde_json::from_str::<serde_json::Value>(&json).unwrap()
    };
    let warned = |answer: &serde_json::Value| {
        let all = answer["warnings"].as_array().unwrap().clone();
        all.into_iter()
            .find(|w| w["code"] == "training-over-memory")
    };
    // 405.85 billion x 16 B over 80 GB, by hand: 81.2.
    let free = run("kind = \"training\"\n");
    assert_eq!(free["document"]["accelerators"]["value"], 82.0);
    assert_eq!(free["document"]["accelerators"]["status"], "derived");
    assert_eq!(free["figures"]["accelerators"]["central"], 82.0);
    assert!(warned(&free).is_none());
    let one = warned(&run("kind = \"training\"\naccelerators = 1\n")).unwrap();
    assert!(
        one["text"]["en"]
            .as_str()
            .unwrap()
            .contains("takes 82 or more"),
        "{one}"
    );
    assert!(warned(&run("kind = \"training\"\naccelerators = 82\n")).is_none());
    // Adapters: 2.16 B, 11 of them; on 4-bit weights 0.68 B, 4.
    for (method, least) in [("full", 82.0), ("lora", 11.0), ("qlora", 4.0)] {
        let answer = run(&format!("kind = \"finetune\"\nmethod = \"{method}\"\n"));
        assert_eq!(
            answer["figures"]["accelerators"]["central"], least,
            "{method}"
        );
    }
}

#[test]
fn an_explanation_names_only_what_the_plant_or_the_job_uses() {
    let folder = Folder::new("explain-used");
    let cooling =
        |file: &str| folder.answer(&["explain", file, "cooling_energy_mwh", "--format", "csv"]);
    let plates = cooling("site.toml");
    assert!(plates.contains("\ncold_plate.capture,"), "{plates}");
    for other in ["\ntower.", "\nair.pressure_pa,"] {
        assert!(!plates.contains(other), "{other}: {plates}");
    }
    let towers = format!("{SITE}[facility]\ncooling = \"economiser-chiller\"\n");
    folder.write("towers.toml", towers.as_bytes());
    let towers = cooling("towers.toml");
    assert!(
        towers.contains("\ntower.approach_k,") && !towers.contains("\ncold_plate."),
        "{towers}"
    );
    let run = "kind = \"training\"\nmodel = \"llama-3.1-8b\"\ntraining_tokens = 1e12\n";
    folder.write("run.toml", run.as_bytes());
    let hours =
        |file: &str| folder.answer(&["explain", file, "accelerator_hours", "--format", "csv"]);
    let (run, service) = (hours("run.toml"), hours("work.toml"));
    assert!(
        run.contains("\ntraining.goodput,") && !run.contains("idle_share"),
        "{run}"
    );
    assert!(service.contains("\ninference.idle_share,"), "{service}");
}

#[test]
fn an_explanation_shows_formula_numbers_and_sources() {
    let folder = Folder::new("explain");
    let text = folder.answer(&["explain", "work.toml", "facility_energy_wh"]);
    assert!(text.contains("= it_energy_wh * facility.pue"), "{text}");
    assert!(text.contains(" × "), "{text}");
    assert!(
        text.contains("pue.default.unknown: assumed, 2024, world"),
        "{text}"
    );
    assert!(text.lines().all(fits), "{text}");
    let json: serde_json::Value =
        serde_json::from_str(&folder.answer(&["explain", "site.toml", "pue", "--format", "json"]))
            .unwrap();
    assert_eq!(json["formula"], "facility_energy_mwh / it_energy_mwh");
}

#[test]
fn the_register_has_every_parameter_and_source() {
    let folder = Folder::new("sources");
    let json: serde_json::Value =
        serde_json::from_str(&folder.answer(&["sources", "--format", "json"])).unwrap();
    assert_eq!(
        json["parameters"].as_array().unwrap().len(),
        polder::data::ROWS.len()
    );
    assert_eq!(
        json["sources"].as_array().unwrap().len(),
        polder::data::SOURCES.len()
    );
    assert_eq!(
        json["rules"].as_array().unwrap().len(),
        polder::rules::RULES.len()
    );
    assert!(folder.answer(&["sources"]).lines().all(fits));
    let sheet = folder.answer(&["sources", "de.enefg-11-2-1"]);
    assert!(
        sheet.contains("pue_2026 ≤ 1.2") && sheet.contains("enefg-2023") && sheet.lines().all(fits),
        "{sheet}"
    );
    let rows = folder.answer(&["sources", "--format", "csv"]);
    assert!(rows.contains("\nrule,nl.bkl-5-161bb,10,,,ha,at-most,in-force,2024,"));
    let sheet = folder.answer(&["sources", "life.it_years"]);
    assert!(sheet.starts_with("life.it_years = "), "{sheet}");
    assert!(
        folder
            .answer(&["sources", "ml-energy-v3"])
            .contains("inference.ceiling")
    );
}

#[test]
fn a_site_is_checked_against_the_rules_of_its_country() {
    let folder = Folder::new("rules");
    let text = "[site]\nplace = \"frankfurt\"\nyear = 2027\n[hardware]\nit_power_mw = 20\nload_share = 0.7\n\
                [facility]\ncooling = \"free-air\"\n";
    fs::write(folder.0.join("site.toml"), text).unwrap();
    let json: serde_json::Value =
        serde_json::from_str(&folder.answer(&["plan", "site.toml", "--format", "json"])).unwrap();
    let checks = json["checks"].as_array().unwrap();
    let pue = checks.iter().find(|c| c["rule"] == "de.enefg-11-2-1");
    let pue = pue.unwrap();
    let p50 = json["figures"]["pue"]["p50"].as_f64().unwrap();
    assert!((pue["margin"].as_f64().unwrap() - (1.2 - p50)).abs() < 1e-12);
    assert_eq!(pue["threshold"], 1.2);
    assert_eq!(pue["status"], "in-force");
    assert_eq!(pue["date"], "2026-07-01");
    assert_eq!(pue["source"], "enefg-2023");
    let dutch = |c: &serde_json::Value| c["rule"].as_str().unwrap().starts_with("nl.");
    assert!(!checks.iter().any(dutch));
    let table = folder.answer(&["plan", "site.toml", "--lang", "nl"]);
    assert!(table.contains("\nRegels die gelden\n") && table.contains("de.enefg-11-2-1"));
    assert!(
        table.contains("vanaf 2026-07-01; tekst bekeken 2026-11-25; Par. 11(2)"),
        "{table}"
    );
    assert!(table.lines().all(fits), "{table}");
}

#[test]
fn a_plan_is_a_page_that_a_planner_would_hand_in() {
    let folder = Folder::new("page");
    for name in [
        "zeewolde",
        "hospital-ai-room",
        "amsterdam-retrofit",
        "groningen-ai-factory",
    ] {
        let site =
            Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("../../examples/{name}.toml"));
        let site = site.to_str().unwrap();
        let page = folder.answer(&["plan", site, "--samples", "64"]);
        let parts = [
            "\nIn short\n",
            "\nGiven\n",
            "\nMachines\n",
            "\nEnergy\n",
            "\nCarbon\n",
            "\nWater\n",
            "\nSpace\n",
            "\nBy month, ",
            "\n  Year ",
            "\nGround, to scale",
            "\nRules in force\n",
            "\nTo look into: ",
            "\nNo law, or not yet",
            "\nCost\n",
            "\nWhat moves it most",
        ];
        let places: Vec<_> = parts
            .iter()
            .map(|p| page.find(p).unwrap_or_else(|| panic!("{p:?}: {page}")))
            .collect();
        assert!(places.is_sorted(), "{places:?}");
        for lang in ["en", "nl"] {
            let page = folder.answer(&["plan", site, "--samples", "64", "--lang", lang]);
            assert!(page.lines().all(fits), "{page}");
        }
        let short = folder.answer(&["plan", site, "--samples", "64", "--quiet"]);
        assert!(short.lines().count() * 2 < page.lines().count());
    }
}

#[test]
fn the_months_of_a_plan_add_up_on_the_page() {
    let folder = Folder::new("months");
    let page = folder.answer(&["plan", "site.toml", "--samples", "16"]);
    let cells = |line: &str| -> Vec<f64> {
        let cells = line.split_whitespace().skip(1);
        cells.map(|c| c.parse().unwrap()).collect()
    };
    let from = page
        .lines()
        .position(|l| l.starts_with("  January"))
        .unwrap();
    let lines: Vec<_> = page.lines().skip(from).take(13).collect();
    assert!(lines[11].starts_with("  December") && lines[12].starts_with("  Year"));
    let sum: f64 = lines[..12].iter().map(|l| cells(l)[0]).sum();
    assert!((sum / cells(lines[12])[0] - 1.0).abs() < 0.01, "{page}");
}

const TRUTH: &str = "kind,model,hardware,gpu_count,precision,framework,batch_avg,in_tokens,out_tokens,j_per_out_token,scope\n\
llm,llama-3.1-70b,h100-sxm,4,bf16,vLLM 0.11.1,64,500,500,1.1,GPU only\n\
llm,llama-3.1-8b,h100-sxm,1,bf16,vLLM 0.11.1,64,500,500,0.15,GPU only\n\
llm,no-such-model,h100-sxm,1,bf16,vLLM 0.11.1,64,500,500,0.15,GPU only\n\
llm,llama-3.1-8b,h100-sxm,1,bf16,vLLM 0.11.1,many,500,500,0.15,GPU only\n";

#[test]
fn measurements_get_a_prediction_each_or_a_reason() {
    let folder = Folder::new("validate");
    folder.write("truth.csv", TRUTH.as_bytes());
    let csv = folder.answer(&["validate", "truth.csv", "--format", "csv"]);
    let lines: Vec<&str> = csv.lines().collect();
    assert_eq!(
        lines[0],
        "row,kind,model,hardware,unit,measured,p5,p50,p95,ratio,inside,skipped"
    );
    assert_eq!(lines.len(), 5);
    for line in &lines[1..3] {
        let cells: Vec<&str> = line.split(',').collect();
        let v: Vec<f64> = cells[5..10].iter().map(|c| c.parse().unwrap()).collect();
        assert!(v[1] < v[2] && v[2] < v[3] && (v[2] / v[0] - v[4]).abs() < 1e-9);
        assert_eq!(cells[10], (v[1] <= v[0] && v[0] <= v[3]).to_string());
    }
    assert!(lines[3].contains("no-such-model") && lines[4].contains("batch_avg is"));
    let json: serde_json::Value =
        serde_json::from_str(&folder.answer(&["validate", "truth.csv", "--format", "json"]))
            .unwrap();
    assert_eq!(json["summary"]["all"][0]["score"]["n"], 2);
    assert_eq!(
        json["summary"]["skipped"].as_object().unwrap().len(),
        2,
        "{json}"
    );
}

#[test]
fn an_unknown_batch_widens_the_band() {
    let folder = Folder::new("validate-without");
    folder.write("truth.csv", TRUTH.as_bytes());
    let width = |more: &[&str]| {
        let args = [&["validate", "truth.csv", "--format", "json"], more].concat();
        let json: serde_json::Value = serde_json::from_str(&folder.answer(&args)).unwrap();
        json["summary"]["all"][0]["score"]["width"]
            .as_f64()
            .unwrap()
    };
    assert!(width(&["--without", "batch_avg"]) > 1.5 * width(&[]));
    let refusal = folder.refusal(&["validate", "truth.csv", "--without", "batch"]);
    assert!(refusal.contains("batch_avg"), "{refusal}");
}

const RUNS: &str = "model,task,params_b,active_params_b,tokens_b,train_flops,hardware,gpu_count,gpu_hours,hours,energy_mwh,energy_scope,energy_basis,pue,notes\n\
Llama-3-8B,pretraining,8.03,8.03,15000,7.2e23,H100,,1300000,,0.9,GPU TDP,computed from GPU-h x 700 W,,\n\
ours-7B,pretraining,7.3,7.3,4000,,H100,,,,131,GPU-node x PUE 1.2,measured (power log),1.2,\n\
MLPerf lora,LoRA fine-tuning (MLPerf),68.98,68.98,0.025165824,6.9e18,H100,8,3.99,,0.003474,server AC,measured,1.0,immersion-cooled\n\
cloud,pretraining,70,70,1000,,A100,64,,1000,,,reported,1.2 (not applied to this number),\n\
elsewhere,pretraining,7,7,1000,,A100,,,,90,facility (estimate),estimated by others,1.2,\n";

#[test]
fn what_was_measured_is_kept_from_what_was_reckoned() {
    let folder = Folder::new("validate-training");
    folder.write("runs.csv", RUNS.as_bytes());
    let json: serde_json::Value =
        serde_json::from_str(&folder.answer(&["validate", "runs.csv", "--format", "json"]))
            .unwrap();
    let rows = json["rows"].as_array().unwrap();
    let is = |at: usize, kind: &str, basis: &str, unit: &str, measured: f64| {
        assert_eq!(rows[at]["kind"], kind);
        assert_eq!(rows[at]["basis"], basis);
        assert_eq!(rows[at]["unit"], unit, "{}", rows[at]);
        assert_eq!(rows[at]["measured"], measured);
    };
    // Energy that is hours times rated power once passed for a measurement, and its column held GWh.
    is(0, "training", "reported", "h", 1_300_000.0);
    is(1, "training", "measured", "MWh", 131.0);
    is(2, "finetune", "measured", "MWh", 0.003_474);
    is(3, "training", "reported", "h", 64_000.0);
    is(4, "training", "estimated", "MWh", 90.0);
    let groups = json["summary"]["all"].as_array().unwrap();
    let of = |basis: &str| groups.iter().any(|g| g["group"]["basis"] == basis);
    assert!(of("measured") && of("reported") && of("estimated"));
}

#[test]
fn a_table_without_measurements_is_refused() {
    let folder = Folder::new("validate-nothing");
    folder.write("truth.csv", b"model,hardware\nllama-3.1-8b,h100-sxm\n");
    assert!(
        folder
            .refusal(&["validate", "truth.csv"])
            .contains("j_per_out_token")
    );
}

#[test]
fn tables_of_the_examples_fit_eighty_columns() {
    let folder = Folder::new("table");
    let mut documents = vec![folder.0.join("work.toml"), folder.0.join("site.toml")];
    let examples = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples");
    documents.extend(
        fs::read_dir(examples)
            .into_iter()
            .flatten()
            .map(|e| e.unwrap().path())
            .filter(|p| p.extension().is_some_and(|e| e == "toml")),
    );
    for path in &documents {
        let text = fs::read_to_string(path).unwrap();
        let is_site = ["[site]", "[hardware]", "[facility]"]
            .iter()
            .any(|t| text.contains(t));
        // The name of the file is in the closing lines: from its own folder it is short.
        fs::copy(path, folder.0.join("doc.toml")).unwrap();
        for lang in ["en", "nl"] {
            let table = folder.answer(&[
                if is_site { "plan" } else { "estimate" },
                "doc.toml",
                "--lang",
                lang,
            ]);
            let long: Vec<&str> = table.lines().filter(|l| !fits(l)).collect();
            assert!(long.is_empty(), "{}: {long:#?}", path.display());
            assert!(
                table.contains("polder explain doc.toml FIGURE") && table.contains(" – "),
                "{table}"
            );
        }
    }
}

#[test]
fn a_task_needs_no_document_and_is_in_the_register() {
    let folder = Folder::new("task");
    let table = folder.answer(&[
        "estimate",
        "--task",
        "coding-agent",
        "--sessions",
        "10",
        "--compare",
        "smaller-model,without-ai",
    ]);
    for part in [
        "coding-agent · minimax-m2.5",
        "Per session",
        "a smaller model",
        "without AI: searching",
    ] {
        assert!(table.contains(part), "`{part}` is not in: {table}");
    }
    assert!(table.lines().all(fits), "{table}");
    let sheet = folder.answer(&["sources", "coding-agent"]);
    assert!(
        sheet.contains("tool_calls = 8.3 (5 – 14)") && sheet.contains("TraceLab"),
        "{sheet}"
    );
    assert!(folder.answer(&["sources"]).contains("\nsearch-answer"));
    folder.refuses(
        &["estimate", "--task", "codingagent"],
        &["`task`", "coding-agent"],
    );
}

#[test]
fn a_mix_shows_its_tasks() {
    let folder = Folder::new("mix");
    folder.write(
        "mix.toml",
        b"place = \"nl\"\n[[tasks]]\ntask = \"short-question\"\nper_day = 5\n[[tasks]]\ntask = \"long-chat\"\nper_day = 1\n",
    );
    let table = folder.answer(&["estimate", "mix.toml", "--lang", "nl"]);
    assert!(
        table.contains("Een langer gesprek") && table.lines().all(fits),
        "{table}"
    );
    let json = folder.answer(&["estimate", "mix.toml", "--samples", "0", "--format", "json"]);
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(
        json["tables"]["tasks"]["ids"],
        serde_json::json!(["short-question", "long-chat"])
    );
    assert_eq!(json["figures"]["sessions"]["central"], 6.0 * 365.0);
    let refusal = folder.refusal(&["plan", "mix.toml"]);
    assert!(refusal.contains("polder estimate"), "{refusal}");
}

#[test]
fn a_reader_that_stops_early_is_no_failure() {
    let folder = Folder::new("pipe");
    let mut child = folder
        .command(&["sources", "--format", "json"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let out = child.wait_with_output().unwrap();
    assert_eq!((out.status.code(), out.stderr.len()), (Some(0), 0));
}

fn fits(line: &str) -> bool {
    line.chars().count() <= 80
}

const CONFIG: &str = r#"{ "architectures": ["LlamaForCausalLM"], "hidden_size": 8192, "intermediate_size": 28672,
  "model_type": "llama", "num_attention_heads": 64, "num_hidden_layers": 80, "num_key_value_heads": 8,
  "rope_scaling": { "factor": 8.0 }, "tie_word_embeddings": false, "torch_dtype": "bfloat16", "vocab_size": 128256 }"#;

/// Central facility energy of an answer in JSON.
fn energy(answer: &str) -> f64 {
    let v: serde_json::Value = serde_json::from_str(answer).unwrap();
    v["figures"]["facility_energy_wh"]["central"]
        .as_f64()
        .unwrap()
}

#[test]
fn a_closed_model_says_so_before_anything_else() {
    let folder = Folder::new("closed");
    let name = "OpenAI/GPT-4o";
    let table = folder.answer(&["estimate", "--model", name, "--place", "nl"]);
    assert!(table.contains("parameters are not published; range from EcoLogits"));
    assert!(table.contains("closed_models.csv gpt-4o active_b"));
    let json = folder.answer(&["estimate", "--model", name, "--format", "json"]);
    let v: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(v["warnings"][0]["code"], "model-closed");
    assert_eq!(v["document"]["model.active_b"]["status"], "default");
    folder.write("gpt.toml", b"model = \"gpt-4o\"\n");
    let why = folder.answer(&["explain", "gpt.toml", "facility_energy_wh"]);
    assert!(!why.is_empty());
    folder.refuses(
        &["estimate", "--model", "gpt-4oo"],
        &["no known model", "`gpt-4o`"],
    );
    folder.answer(&["estimate", "--model", "unknown", "--samples", "64"]);
}

#[test]
fn a_config_of_ones_own_gives_what_the_catalogue_gives() {
    let folder = Folder::new("config");
    folder.write("config.json", CONFIG.as_bytes());
    let run = |subject: [&str; 2]| {
        let rest = [
            "--batch",
            "32",
            "--place",
            "nl",
            "--samples",
            "0",
            "--format",
            "json",
        ];
        energy(&folder.answer(&[&["estimate"][..], &subject, &rest].concat()))
    };
    let (own, listed) = (
        run(["--config", "config.json"]),
        run(["--model", "llama-3.1-70b"]),
    );
    assert!((own / listed - 1.0).abs() < 1e-3, "{own}, {listed} listed");
    // Flags go before the file: the model in it gives way.
    folder.answer(&["estimate", "work.toml", "--config", "config.json"]);
    folder.write("empty.json", b"{ \"model_type\": \"llama\" }");
    folder.refuses(
        &["estimate", "--config", "empty.json"],
        &["`custom_model.num_hidden_layers` is missing"],
    );
    folder.refuses(&["estimate", "--config", "none.json"], &["none.json"]);
    let both = [
        "estimate",
        "--config",
        "config.json",
        "--model",
        "llama-3.1-70b",
    ];
    folder.refusal(&both);
}

#[test]
fn an_accelerator_of_ones_own_is_a_table_of_the_document() {
    let folder = Folder::new("own-accelerator");
    let own = "[custom_accelerator]\ntdp_w = 700\nmemory_gb = 128\nbandwidth_gb_s = 4000\nbf16_tflops = 800\n";
    folder.write("own.toml", format!("{WORK}{own}").as_bytes());
    let json = folder.answer(&["estimate", "own.toml", "--format", "json"]);
    let v: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(v["document"]["accelerator"]["value"], "custom");
    // 141 GB of weights and a tenth twice over on chips of 128 GB: two.
    assert_eq!(v["figures"]["accelerators"]["central"], 2.0);
    folder.refuses_document(
        &format!("{WORK}[custom_accelerator]\ntdp_watt = 700\n"),
        &["`custom_accelerator.tdp_watt`", "`tdp_w`"],
    );
    folder.write(
        "site2.toml",
        SITE.replace(
            "[[work]]\n",
            "[[work]]\ncustom_accelerator = { tdp_w = 700 }\n",
        )
        .as_bytes(),
    );
    folder.refuses(
        &["plan", "site2.toml"],
        &["`work[0].custom_accelerator`", "hardware.accelerator"],
    );
}

/// A year of hours: cold winters, warm summers, a daily cycle.
fn weather_csv() -> String {
    let days = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    let mut text = "time_utc,dry_bulb_c,relative_humidity_pct,pressure_hpa\n".to_owned();
    for (month, days) in days.iter().enumerate() {
        let season = [2, 3, 6, 9, 13, 16, 18, 18, 15, 11, 7, 4][month];
        for day in 1..=*days {
            for hour in 0..24 {
                let dry = season + (hour - 3_i32).abs().min(27 - hour) / 2;
                let date = format!("2023-{:02}-{day:02}T{hour:02}:00Z", month + 1);
                text.extend([date, format!(",{dry},80,1013\n")]);
            }
        }
    }
    text
}

#[test]
fn hours_of_weather_take_the_place_of_the_station() {
    let f = Folder::new("weather");
    f.write("hours.csv", weather_csv().as_bytes());
    let figure = |args: &[&str], id: &str| {
        let text = f.answer(&[args, &["--format", "json", "--samples", "0"]].concat());
        let report: serde_json::Value = serde_json::from_str(&text).unwrap();
        let document = report["document"]["weather"]["value"]
            .as_str()
            .map(str::to_owned);
        (report["figures"][id]["central"].as_f64().unwrap(), document)
    };
    let (station, none) = figure(&["plan", "site.toml"], "cooling_energy_mwh");
    let (hours, file) = figure(
        &["plan", "site.toml", "--weather", "hours.csv"],
        "cooling_energy_mwh",
    );
    assert_eq!((none, file.as_deref()), (None, Some("hours.csv, CSV 2023")));
    assert!((hours - station).abs() > 1e-6 * station);
    // A synthetic year is near the station it stands for, and another seed is another year.
    let synthetic = |seed: &str| {
        figure(
            &[
                "plan",
                "site.toml",
                "--weather",
                "synthetic",
                "--seed",
                seed,
            ],
            "pue",
        )
        .0
    };
    let (pue, _) = figure(&["plan", "site.toml"], "pue");
    assert!((synthetic("1") - pue).abs() < 0.01);
    assert_ne!(synthetic("1").to_bits(), synthetic("2").to_bits());
}

#[test]
fn the_hours_of_a_site_are_written_with_their_time() {
    let f = Folder::new("series");
    f.write("hours.csv", weather_csv().as_bytes());
    for weather in [&["--weather", "hours.csv"][..], &[]] {
        let args = [
            &[
                "plan",
                "site.toml",
                "--format",
                "json",
                "--samples",
                "0",
                "--series",
                "out.csv",
            ],
            weather,
        ]
        .concat();
        let report: serde_json::Value = serde_json::from_str(&f.answer(&args)).unwrap();
        let text = fs::read_to_string(f.0.join("out.csv")).unwrap();
        let rows: Vec<Vec<&str>> = text.lines().map(|l| l.split(',').collect()).collect();
        assert_eq!(rows.len(), 8761);
        assert_eq!(rows[0][0], "time_utc");
        assert!(rows[1][0].ends_with("-01-01T00:00:00Z"), "{}", rows[1][0]);
        assert!(rows[8760][0].ends_with("-12-31T23:00:00Z"));
        let at = rows[0]
            .iter()
            .position(|c| *c == "facility_power_mw")
            .unwrap();
        let sum: f64 = rows[1..]
            .iter()
            .map(|r| r[at].parse::<f64>().unwrap())
            .sum();
        let year = report["figures"]["facility_energy_mwh"]["central"]
            .as_f64()
            .unwrap();
        // Over given hours they are the figure; a synthetic year is near the bins.
        let most = if weather.is_empty() { 0.01 } else { 1e-9 };
        assert!((sum / year - 1.0).abs() < most, "{sum} {year}");
        assert!(report.get("series").is_none());
    }
}

#[test]
fn a_file_of_load_is_run_hour_by_hour() {
    let f = Folder::new("load");
    let hours: Vec<f64> = (0..8784).map(|h| 0.2 + f64::from(h % 7) * 0.1).collect();
    let lines: Vec<String> = hours.iter().map(f64::to_string).collect();
    f.write(
        "leap.csv",
        ("load\n".to_owned() + &lines.join("\n")).as_bytes(),
    );
    let day: Vec<String> = (0..24).map(|h| format!("{h},0.5")).collect();
    f.write(
        "day.csv",
        ("hour,load_share\n".to_owned() + &day.join("\n")).as_bytes(),
    );
    let mean = |file: &str, at: &str| {
        let args = [
            "plan",
            "site.toml",
            "--format",
            "json",
            "--samples",
            "0",
            "--load",
            file,
        ];
        let args = [&args[..], &["--series", "out.csv"]].concat();
        let report: serde_json::Value = serde_json::from_str(&f.answer(&args)).unwrap();
        let text = fs::read_to_string(f.0.join("out.csv")).unwrap();
        assert_eq!(text.lines().count(), 8761);
        let named = |path: &str| report["document"].get(path).is_some();
        assert!(named("load") && named("weather") == (at == "year"));
        let figure = |id: &str| report["figures"][id]["central"].as_f64().unwrap();
        figure("it_power_mean_mw") / figure("it_power_mw")
    };
    let left: Vec<f64> = [&hours[..59 * 24], &hours[60 * 24..]].concat();
    let want = left.iter().sum::<f64>() / 8760.0;
    assert!((mean("leap.csv", "year") / want - 1.0).abs() < 1e-9);
    assert!((mean("day.csv", "day") - 0.5).abs() < 1e-9);
}

#[test]
fn a_file_that_is_no_load_is_refused_in_one_line() {
    let f = Folder::new("no-load");
    f.write("percent.csv", "40\n".repeat(8760).as_bytes());
    f.write("short.csv", "0.4\n".repeat(8000).as_bytes());
    f.write("words.csv", b"load\nhigh\n");
    let plan = |file: &str| f.refusal(&["plan", "site.toml", "--load", file]);
    let percent = plan("percent.csv");
    assert!(
        percent.contains("`percent.csv`: `load of 01-01T00:00` is 40, should be in 0..=1")
            && percent.contains("0.4 and not 40"),
        "{percent}"
    );
    assert!(
        plan("short.csv")
            .contains("`short.csv`: `load` has 8000 hours, should have 24, 8760 or 8784")
    );
    assert!(plan("words.csv").contains("`words.csv` line 2: load is \"high\", which is no number"));
    assert!(plan("absent.csv").contains("`absent.csv` cannot be read"));
}

#[test]
fn a_plan_shows_its_months_and_its_years_of_filling() {
    let f = Folder::new("periods");
    let text = f.answer(&["plan", "site.toml", "--samples", "0"]);
    assert!(text.contains("By month, at central values") && !text.contains("While the halls fill"));
    let site = fs::read_to_string(f.0.join("site.toml")).unwrap();
    let filling = site + "[facility]\nramp_up = [0.2, 0.6, 1.0]\n";
    f.write("filling.toml", filling.as_bytes());
    let text = f.answer(&["plan", "filling.toml", "--samples", "0", "--lang", "nl"]);
    let at = text.find("Terwijl de zalen vollopen").unwrap();
    assert_eq!(
        text[at..].lines().take_while(|l| !l.is_empty()).count(),
        5,
        "{text}"
    );
    assert!(text.lines().all(fits), "{text}");
}

#[cfg(not(feature = "batch"))]
#[test]
fn parquet_names_the_feature_it_needs() {
    let f = Folder::new("no-parquet");
    for name in ["hours.parquet", "HOURS.PARQUET"] {
        let said = [name, "`--features batch`"];
        f.refuses(&["plan", "site.toml", "--series", name], &said);
    }
}

#[test]
fn a_file_that_is_no_weather_is_refused_in_one_line() {
    let f = Folder::new("no-weather");
    f.write("short.csv", b"dry_bulb_c,dew_point_c\n1,0\n");
    f.write(
        "hot.csv",
        weather_csv().replace(",18,80", ",180,80").as_bytes(),
    );
    f.write("empty.epw", b"");
    f.write("other.csv", b"a,b\n1,2\n");
    let plan = |file: &str| f.refusal(&["plan", "site.toml", "--weather", file]);
    assert!(plan("short.csv").contains("`short.csv`: `weather` misses dry_c"));
    assert!(plan("hot.csv").contains("is 180, should be in -90..=65"));
    assert!(plan("empty.epw").contains("`empty.epw` is empty"));
    assert!(plan("other.csv").contains("has no column for the dry bulb: call it `dry_bulb_c`"));
    assert!(plan("absent.epw").contains("`absent.epw` cannot be read"));
    let year = f.refusal(&[
        "plan",
        "site.toml",
        "--weather",
        "other.csv",
        "--weather-year",
        "x",
    ]);
    assert!(year.contains("--weather-year"), "{year}");
}

#[test]
fn limits_are_answered_backwards_with_the_one_that_binds() {
    let folder = Folder::new("size");
    let example = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/fits-40mw-12ha.toml");
    let file = example.to_str().unwrap();
    let json: serde_json::Value =
        serde_json::from_str(&folder.answer(&["size", file, "--samples", "0", "--format", "json"]))
            .unwrap();
    let binding = &json["binding_limit"];
    assert_eq!(binding["figure"], "contracted_transport_mw");
    assert!((binding["value"].as_f64().unwrap() - 40.0).abs() < 1e-6);
    assert_eq!(json["limits"][1]["figure"], "site_ha");
    let table = folder.answer(&["size", file, "--samples", "0", "--limit", "site_ha=1"]);
    assert!(table.contains("accelerators") && table.contains("site_ha"));
    assert!(
        table.contains("binds") && table.contains("margin"),
        "{table}"
    );
    assert!(table.lines().all(fits), "{table}");
    // Machines are whole: it said 72.000.
    let table = folder.answer(&["size", file, "--samples", "0", "--limit", "accelerators=72"]);
    assert!(
        table.contains("72 accelerators") && !table.contains("72.0"),
        "{table}"
    );
    folder.refuses(
        &["size", file, "--limit", "site_haa=1"],
        &["`limit` is \"site_haa\"", "did you mean `site_ha`?"],
    );
    folder.refuses(
        &["size", file, "--limit", "pue=1"],
        &["`limit.pue`", "met by no size"],
    );
}

#[test]
fn a_contract_above_its_connection_is_refused() {
    let folder = Folder::new("connection");
    let with =
        |supply: &str| folder.write("bad.toml", format!("{SITE}[supply]\n{supply}\n").as_bytes());
    with("contracted_transport_mw = 60\nconnection_mva = 50");
    let parts = ["`supply.contracted_transport_mw`", "60", "50"];
    folder.refuses(&["plan", "bad.toml"], &parts);
    with("connection_mw = 50\nconnection_mva = 50");
    folder.refuses(
        &["plan", "bad.toml"],
        &["`supply.connection_mw`", "exclude each other"],
    );
}

#[test]
fn size_takes_hours_of_weather() {
    let folder = Folder::new("size-weather");
    let limited = [
        "size",
        "site.toml",
        "--limit",
        "facility_energy_mwh=2e5",
        "--samples",
        "0",
        "--format",
        "json",
    ];
    let json = |more: &[&str]| -> serde_json::Value {
        serde_json::from_str(&folder.answer(&[&limited, more].concat())).unwrap()
    };
    folder.write(
        "site.toml",
        SITE.replace("\"nl\"", "\"eemshaven\"").as_bytes(),
    );
    let (bins, hours) = (json(&[]), json(&["--weather", "synthetic"]));
    let it = |v: &serde_json::Value| v["figures"]["it_power_mw"]["central"].as_f64().unwrap();
    assert!(
        (it(&bins) / it(&hours) - 1.0).abs() < 0.02 && it(&bins).to_bits() != it(&hours).to_bits()
    );
    assert!(
        hours["document"]["weather"]["value"]
            .as_str()
            .unwrap()
            .starts_with("synthetic year")
    );
}

#[test]
fn the_ground_is_drawn_to_a_file_beside_the_answer() {
    let folder = Folder::new("ground");
    let plain = folder.answer(&["plan", "site.toml", "--samples", "0"]);
    let beside = [
        "plan",
        "site.toml",
        "--samples",
        "0",
        "--land",
        "ground.svg",
    ];
    let said = plain.replace("`--land FILE.svg` draws it.", "Drawn in ground.svg.");
    assert_ne!(said, plain);
    assert_eq!(folder.answer(&beside), said);
    let drawing = fs::read_to_string(folder.0.join("ground.svg")).unwrap();
    assert!(drawing.starts_with("<svg ") && drawing.ends_with("</svg>\n"));
    assert!(drawing.contains("<title ") && drawing.contains("Substation"));
    folder.refuses(
        &["plan", "site.toml", "--land", "none/ground.svg"],
        &["cannot be written"],
    );
}

#[test]
fn heat_without_an_offtake_is_refused_and_with_one_explained() {
    let folder = Folder::new("heat");
    let with = |heat: &str| format!("{SITE}[heat]\n{heat}\n");
    folder.write("heat.toml", with("supply_c = 70").as_bytes());
    folder.refuses(&["plan", "heat.toml"], &["`heat.offtake_mw` is missing"]);
    folder.write("heat.toml", with("offtake_mw = 5\nhomes = 10").as_bytes());
    folder.refuses(&["plan", "heat.toml"], &["exclude each other"]);
    folder.write("heat.toml", with("homes = 2000\nsupply_c = 70").as_bytes());
    for (figure, part) in [
        ("facility_energy_mwh", "heat_upgrade_mwh"),
        ("heat_homes", "heat.home_gj"),
        ("erf", "heat.base_share"),
        ("total_cost_eur", "cost.grid_eur_per_kw_year"),
        ("cost_eur_per_million_tokens", "load.inference.mean_share"),
    ] {
        let text = folder.answer(&["explain", "heat.toml", figure, "--samples", "0"]);
        assert!(text.contains(part), "{figure}: {text}");
    }
}

#[test]
fn what_is_not_there_is_not_promised() {
    let folder = Folder::new("promises");
    let site = |place: &str| {
        format!("[site]\nplace = \"{place}\"\n[hardware]\nit_power_mw = 1\nload_share = 0.5\n")
    };
    folder.write("us.toml", site("us").as_bytes());
    folder.write("nairobi.toml", site("nairobi").as_bytes());
    // It sent people to a list that has no places, and from a city to some country.
    folder.refuses(&["plan", "us.toml"], &["name one of", "dallas"]);
    let said = folder.refusal(&["plan", "nairobi.toml"]);
    assert!(
        said.contains("no known place") && !said.contains("did you mean"),
        "{said}"
    );
    folder.refuses(&["estimate", "--task", "image"], &["kind = \"image\""]);
    folder.refuses(
        &[
            "plan",
            "us.toml",
            "--weather",
            "synthetic",
            "--weather-year",
            "2018",
        ],
        &["`--weather-year`", "`--seed`"],
    );
    // A heading over nothing.
    let register = folder.answer(&["sources", "ml-energy-v3"]);
    assert!(register.starts_with("Parameters") && !register.contains("\nRules"));
}

//! The situations that the article names, every combination of answers, and bad answers.

#![allow(
    clippy::unwrap_used,
    missing_docs,
    reason = "a test ends where something unforeseen happens"
)]

use fishplate_choose::{
    Advice, Answer, Answers, Carried, Catalogue, ChooseError, Evidence, Hours, Kind, MissingTool,
    PathEvidence,
};

/// A situation of `scenarios.toml`.
struct Situation {
    row: String,
    cell: String,
    says: Vec<String>,
    is_both: bool,
    answers: Answers,
}

fn situations(catalogue: &Catalogue) -> Vec<Situation> {
    let file: toml::Table = toml::from_str(include_str!("scenarios.toml")).unwrap();
    let text = |table: &toml::Table, key: &str| table[key].as_str().unwrap().to_owned();
    file["situation"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| {
            let one = one.as_table().unwrap();
            let mut all = file["common"].as_table().unwrap().clone();
            all.extend(one["answers"].as_table().unwrap().clone());
            Situation {
                row: text(one, "row"),
                cell: text(one, "cell"),
                says: one["says"]
                    .as_array()
                    .unwrap()
                    .iter()
                    .map(|name| name.as_str().unwrap().to_owned())
                    .collect(),
                is_both: one.contains_key("both"),
                answers: Answers::parse(&all.to_string(), "a test", catalogue).unwrap(),
            }
        })
        .collect()
}

fn advise(catalogue: &Catalogue, answers: &Answers) -> Advice {
    catalogue
        .advise(answers, &Evidence::default(), None)
        .unwrap()
}

/// Answers of which a test changes some.
fn answers(catalogue: &Catalogue, changed: &str) -> Answers {
    let common = "core = 'c'\nheader = 'none'\ngoal = 'library'\ndata_size = 8000\ncalls_per_s = 1000\n\
                  team = 'python'\ncode_lines = 500\nlifetime_years = 2\nplatforms = 'linux'\n";
    let mut all: toml::Table = toml::from_str(common).unwrap();
    all.extend(toml::from_str::<toml::Table>(changed).unwrap());
    Answers::parse(&all.to_string(), "a test", catalogue).unwrap()
}

#[test]
fn each_scenario_team_and_state_gets_the_answer_of_its_row() {
    let catalogue = Catalogue::load().unwrap();
    let situations = situations(&catalogue);
    let mut rows: Vec<&str> = Vec::new();
    for table in ["scenarios", "teams", "states"] {
        rows.extend(
            catalogue
                .table(table)
                .unwrap()
                .rows
                .iter()
                .map(|row| row.id.as_str()),
        );
    }
    let tested: Vec<&str> = situations.iter().map(|one| one.row.as_str()).collect();
    let mut sorted = tested.clone();
    sorted.sort_unstable();
    rows.sort_unstable();
    assert_eq!(
        sorted, rows,
        "every row is a situation, and none is one twice"
    );
    for one in &situations {
        let (table, row) = catalogue.row(&one.row).unwrap();
        assert!(
            row.cells.contains(&one.cell),
            "{} {}: {row:?}",
            table.name,
            one.cell
        );
        let advice = advise(&catalogue, &one.answers);
        if catalogue.is_departed(&one.row) {
            assert!(advice.because.iter().all(|reason| reason.id != one.row));
            let verdict = advice
                .disagree
                .iter()
                .find(|verdict| verdict.id == one.row)
                .unwrap();
            assert!(verdict.says.starts_with("legacy (V-"), "{}", verdict.says);
            continue;
        }
        assert!(
            one.says.contains(&advice.choice),
            "{}: {}",
            one.row,
            advice.choice
        );
        assert!(
            !one.is_both || one.says.contains(&advice.runner_up),
            "{}: {}",
            one.row,
            advice.runner_up
        );
        assert!(
            advice.because.iter().any(|reason| reason.id == one.row),
            "{}: {:?}",
            one.row,
            advice.because
        );
    }
}

#[test]
fn every_combination_of_answers_is_decided_by_a_row_and_none_speaks_twice() {
    let catalogue = Catalogue::load().unwrap();
    let mut seen = std::collections::BTreeSet::new();
    let mut count = 0;
    for core in values(&catalogue, "core") {
        for goal in values(&catalogue, "goal") {
            for team in values(&catalogue, "team") {
                for platform in ["linux", "embedded,python2"] {
                    for lines in [0, 1_000, 5_000, 10_001] {
                        for (size, calls) in
                            [(0, 0), (8, 10_000_000), (255, 99_999), (1_000_000_000, 1)]
                        {
                            for years in ["0", "10"] {
                                let answers = answers(
                                    &catalogue,
                                    &format!(
                                        "core = '{core}'\ngoal = '{goal}'\nteam = '{team}'\nplatforms = '{platform}'\n\
                                     code_lines = {lines}\ndata_size = {size}\ncalls_per_s = {calls}\nlifetime_years = {years}"
                                    ),
                                );
                                if count % 29 == 0 {
                                    check_whole(&advise(&catalogue, &answers));
                                }
                                seen.insert(choice(&catalogue, &answers));
                                count += 1;
                            }
                        }
                    }
                }
            }
        }
    }
    let names: std::collections::BTreeSet<String> = catalogue
        .choices
        .iter()
        .map(|one| one.bindings.first().unwrap_or(&one.name).clone())
        .collect();
    assert_eq!(seen, names, "a choice that is never made is no choice");
}

fn choice(catalogue: &Catalogue, answers: &Answers) -> String {
    let chosen = catalogue.choose(answers, &Evidence::default()).unwrap();
    assert_ne!(chosen.0, chosen.1);
    chosen.0
}

fn check_whole(advice: &Advice) {
    assert_ne!(advice.choice, advice.runner_up);
    assert_eq!(
        advice
            .because
            .iter()
            .filter(|reason| reason.decides)
            .count(),
        1,
        "{advice:?}"
    );
    let mut ids: Vec<&str> = advice
        .because
        .iter()
        .map(|reason| reason.id.as_str())
        .collect();
    ids.extend(advice.disagree.iter().map(|verdict| verdict.id.as_str()));
    ids.sort_unstable();
    let all = ids.len();
    ids.dedup();
    assert_eq!(ids.len(), all, "a row speaks twice: {advice:?}");
    assert!(
        advice.because.is_sorted_by_key(|reason| reason.stage),
        "crossings, copies, the tool"
    );
    assert!(
        advice
            .would_change
            .iter()
            .all(|change| change.choice != advice.choice)
    );
    assert!(!advice.training.is_empty() || advice.choice == "vectorise");
}

fn values(catalogue: &Catalogue, key: &str) -> Vec<String> {
    catalogue
        .question(key)
        .unwrap()
        .values
        .iter()
        .map(|one| one.value.clone())
        .collect()
}

#[test]
fn what_would_change_the_answer_does_so_when_it_is_answered() {
    let catalogue = Catalogue::load().unwrap();
    let before = answers(&catalogue, "");
    let advice = advise(&catalogue, &before);
    assert!(advice.would_change.len() > 3, "{:?}", advice.would_change);
    for change in &advice.would_change {
        let mut changed = before.clone();
        let question = catalogue.question(&change.answer).unwrap();
        let answer = match question.kind {
            // A number is shown with its thousands apart.
            Kind::Number | Kind::Bytes => question.parse(&change.value.replace(',', "")),
            _ => question.parse(&change.value),
        };
        changed.set(&change.answer, answer.unwrap());
        assert_eq!(
            advise(&catalogue, &changed).choice,
            change.choice,
            "{change:?}"
        );
    }
}

#[test]
fn the_contradictions_of_the_article_are_named_to_whom_they_concern() {
    let catalogue = Catalogue::load().unwrap();
    let cases = [
        ("D-1", "core = 'python'\ngoal = 'kernel'", "core = 'rust'"),
        (
            "D-2",
            "core = 'new'\ngoal = 'safety'\ncode_lines = 5000",
            "core = 'rust'",
        ),
        ("D-3", "team = 'mixed'", "team = 'c++'"),
        ("D-4", "core = 'rust'", "core = 'c'"),
        ("D-5", "code_lines = 10000", "code_lines = 10001"),
        ("D-5", "code_lines = 1000", "code_lines = 999"),
        ("D-6", "data_size = 4096", "data_size = 4095"),
        ("D-7", "core = 'c++'", "core = 'python'\ngoal = 'speed'"),
    ];
    for (id, with, without) in cases {
        let has = |changed: &str| {
            let advice = advise(&catalogue, &answers(&catalogue, changed));
            advice.disagree.iter().any(|verdict| verdict.id == id)
        };
        assert!(has(with), "{id} with {with}");
        assert!(!has(without), "{id} with {without}");
    }
    let tested: std::collections::BTreeSet<&str> = cases.iter().map(|case| case.0).collect();
    assert_eq!(tested.len(), catalogue.conflicts.len());
}

#[test]
fn cffi_goes_without_a_compiler_where_there_is_none() {
    let catalogue = Catalogue::load().unwrap();
    let answers = answers(&catalogue, "");
    let path = |name: &str, missing: &[&str]| PathEvidence {
        name: name.to_owned(),
        missing: missing
            .iter()
            .map(|tool| MissingTool {
                tool: (*tool).to_owned(),
                install: "install it".to_owned(),
            })
            .collect(),
        ..PathEvidence::default()
    };
    let mut evidence = Evidence {
        paths: vec![path("cffi-abi", &[]), path("cffi-api", &[])],
        ..Evidence::default()
    };
    assert_eq!(
        catalogue.advise(&answers, &evidence, None).unwrap().choice,
        "cffi-api"
    );
    evidence.paths[1] = path("cffi-api", &["C compiler"]);
    assert_eq!(
        catalogue.advise(&answers, &evidence, None).unwrap().choice,
        "cffi-abi"
    );
    evidence.paths[0] = path("cffi-abi", &["everything"]);
    let advice = catalogue.advise(&answers, &evidence, None).unwrap();
    assert_eq!(
        (advice.choice.as_str(), advice.next[0].as_str()),
        ("cffi-api", "install it")
    );
}

#[test]
fn a_path_that_carries_nothing_of_the_header_is_not_chosen() {
    let catalogue = Catalogue::load().unwrap();
    let answers = answers(&catalogue, "");
    let path = |name: &str, carried: usize| PathEvidence {
        name: name.to_owned(),
        carried: Some(Carried {
            carried,
            all: 3,
            left_out: Vec::new(),
        }),
        ..PathEvidence::default()
    };
    let mut evidence = Evidence {
        paths: vec![
            path("cffi-abi", 0),
            path("cffi-api", 0),
            path("ctypes", 2),
            path("pybind11", 0),
        ],
        ..Evidence::default()
    };
    let advice = catalogue.advise(&answers, &evidence, None).unwrap();
    assert_eq!(advice.choice, "ctypes");
    assert_ne!(advice.runner_up, "cffi-api");
    evidence
        .paths
        .iter_mut()
        .for_each(|path| path.carried.as_mut().unwrap().carried = 0);
    assert_eq!(
        catalogue.advise(&answers, &evidence, None).unwrap().choice,
        "cffi-api"
    );
}

#[test]
fn missing_answers_are_named_and_a_header_only_for_c() {
    let catalogue = Catalogue::load().unwrap();
    let error = catalogue
        .advise(&Answers::default(), &Evidence::default(), None)
        .unwrap_err();
    let ChooseError::Missing { keys } = &error else {
        unreachable!("{error}")
    };
    let asked = catalogue.keys();
    let without_header: Vec<&str> = asked
        .iter()
        .copied()
        .filter(|key| *key != "header")
        .collect();
    assert_eq!(*keys, without_header);
    assert!(asked.len() <= 10);
    let core = Answers::parse("core = 'c'", "a test", &catalogue).unwrap();
    assert!(catalogue.missing(&core).contains(&"header"));
    assert!(!error.to_string().contains('\n'));
}

#[test]
fn bad_answers_are_one_line_that_says_what_would_be_right() {
    let catalogue = Catalogue::load().unwrap();
    for (text, part) in [
        ("core = 'cobol'", "say one of python, c, c++, rust, new"),
        ("core = 3", "say one of"),
        (
            "cores = 'c'",
            "which is not asked; the answers are core, header, goal",
        ),
        ("data_size = -1", "say a number of bytes"),
        ("data_size = inf", "say a number of bytes"),
        ("calls_per_s = 'often'", "say a number from 0 on"),
        ("platforms = []", "say some of linux"),
        ("platforms = ['linux', 3]", "say some of linux"),
        ("header = ''", "name C headers"),
        ("[core]\nx = 1", "say one of"),
        ("core = [", "is not TOML"),
    ] {
        let error = Answers::parse(text, "`a.toml`", &catalogue)
            .unwrap_err()
            .to_string();
        assert!(
            error.contains(part) && error.contains("a.toml"),
            "{text}: {error}"
        );
        assert!(!error.contains('\n'), "{error}");
    }
}

#[test]
fn answers_that_cannot_all_be_true_are_refused() {
    let catalogue = Catalogue::load().unwrap();
    for changed in [
        "core = 'python'\nheader = 'a.h'",
        "data_size = '1GiB'\ncalls_per_s = '1M'",
    ] {
        let answers = answers(&catalogue, changed);
        let error = catalogue
            .advise(&answers, &Evidence::default(), None)
            .unwrap_err();
        assert!(
            matches!(error, ChooseError::Contradiction(_)),
            "{changed}: {error}"
        );
    }
}

#[test]
fn own_hours_stand_beside_the_model_and_change_nothing() {
    let catalogue = Catalogue::load().unwrap();
    let answers = answers(&catalogue, "");
    let own = Hours::parse("initial=1,years=2,3").unwrap();
    let with = catalogue
        .advise(&answers, &Evidence::default(), Some(own))
        .unwrap();
    let without = advise(&catalogue, &answers);
    assert_eq!(
        (&with.choice, &with.cost.model),
        (&without.choice, &without.cost.model)
    );
    assert_eq!(with.cost.own.unwrap().total, 6.0);
    assert_eq!(with.cost.model[0].hours.total, 185.0);
    assert_eq!(answers.get("core"), Some(&Answer::Word("c".to_owned())));
}

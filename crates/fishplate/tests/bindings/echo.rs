//! Every function of every generated binding, called against the echo library.

use fishplate_bindings::{BINDINGS, Binding, Notes};
use rand::SeedableRng;
use rand::rngs::StdRng;

use crate::random_header::random_header;
use crate::workbench::{Order, Workbench, safe_variants};

/// The seed of the random signatures and of the driver's values; a failure names it.
const SEED: u64 = 20_260_817;
const FUNCTIONS: u64 = 500;
/// A variant shares its writer with a path, so fewer do.
const FUNCTIONS_OF_VARIANTS: u64 = 120;

/// `make test-slow` asks for more functions, of another seed.
fn chosen(variable: &str, otherwise: u64) -> u64 {
    match std::env::var(variable) {
        Ok(text) => text.parse().unwrap(),
        Err(_) => otherwise,
    }
}

#[test]
fn five_hundred_random_signatures_arrive_as_the_header_says() {
    let count = chosen("FISHPLATE_ECHO_FUNCTIONS", FUNCTIONS);
    arrive_as_the_header_says(BINDINGS.to_vec(), count, "random");
}

#[test]
fn random_signatures_arrive_through_every_safe_variant() {
    let count = chosen("FISHPLATE_ECHO_FUNCTIONS", FUNCTIONS_OF_VARIANTS);
    arrive_as_the_header_says(safe_variants(), count, "varied");
}

fn arrive_as_the_header_says(bindings: Vec<&'static Binding>, count: u64, prefix: &str) {
    let seed = chosen("FISHPLATE_ECHO_SEED", SEED);
    let count = usize::try_from(count).unwrap();
    let random = random_header(&mut StdRng::seed_from_u64(seed), count);
    let notes = Notes::parse(&random.notes, "random.toml").unwrap();
    let bench = Workbench::build(&Order::new(&random.header, &notes, prefix).of(bindings));
    print!("{}", bench.word_on_skips());
    for (binding, plan) in &bench.built {
        assert!(plan.left_out.is_empty(), "{:?}", plan.left_out);
        let seed = seed.to_string();
        let script = include_str!("echo_driver.py");
        let done = bench.script(binding, "echo_driver.py", script, "cases", &[&seed]);
        let text = done.stdout_text();
        println!(
            "{}: {}",
            binding.name,
            text.lines().last().unwrap_or_default()
        );
        assert!(
            done.is_success(),
            "{}, seed {seed}:\n{text}{}",
            binding.name,
            done.stderr_text()
        );
        let carried = format!("{} functions", plan.functions.len());
        assert!(
            text.contains(&carried) && text.contains(", 0 faults"),
            "{}:\n{text}",
            binding.name
        );
        // What a path cannot do must not hide: only `long double` may be missing, and rarely.
        assert!(
            plan.functions.len() * 100 >= count * 96,
            "{} carries {carried}",
            binding.name
        );
    }
}

#[test]
fn a_wrong_binding_is_found() {
    // The proof itself is proven: a package of another interface must fail it.
    let right = "double mix(int a, float b, const unsigned short *c, long n);\nint other(int a);\n";
    let wrong = "double mix(short a, double b, const short *c, long n);\nlong other(int a);\n";
    let bench = Workbench::new(right, &Notes::default(), "wrong");
    let decoy = Workbench::new(wrong, &Notes::default(), "wrong");
    for (binding, _) in &bench.built {
        let installed = bench.installed(binding);
        std::fs::remove_dir_all(&installed).unwrap();
        std::fs::rename(decoy.installed(binding), &installed).unwrap();
        let done = bench.script(
            binding,
            "echo_driver.py",
            include_str!("echo_driver.py"),
            "cases",
            &["1"],
        );
        let text = done.stdout_text();
        assert_eq!(
            done.status.code(),
            Some(1),
            "{} was believed:\n{text}",
            binding.name
        );
        assert!(text.contains("mix: "), "{}:\n{text}", binding.name);
    }
}

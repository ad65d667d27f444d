//! The `fishplate` command: takes the arguments, calls the crates, prints what they give.
//!
//! Nothing is decided here that a crate could decide; `anyhow` and printing are used only here.

mod arguments;
mod bench_arguments;
mod cases_arguments;
mod cffi;
mod check_arguments;
mod check_settings;
mod choose_arguments;
mod choosing;
mod commands;
mod compare_arguments;
mod compare_text;
mod cython_sources;
mod declared;
mod findings;
mod fixes;
mod header;
mod interpreter;
mod library;
mod output;
mod own_function;
mod pkg_config;
mod progress;
mod project;
mod results;
mod small_file;
mod truths;
mod type_files;
mod whole_file;

use std::process::ExitCode;

use clap::Parser;

use crate::arguments::Arguments;
use crate::output::Screen;

fn main() -> ExitCode {
    // A jail is built before there is a second thread.
    if let Some(code) = fishplate_process::serve_jail() {
        return ExitCode::from(code);
    }
    // There is no other handler yet, so this cannot fail; if it did, Ctrl-C would end the
    // process at once, which is the system's default.
    let _ = fishplate_process::on_interrupt();
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => return output::usage(&error),
    };
    let screen = Screen::new(arguments.color);
    match commands::run(&arguments, &screen) {
        Ok(code) => code,
        Err(error) => screen.failure(&error),
    }
}

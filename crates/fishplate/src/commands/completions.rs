//! `fishplate completions`: a script that teaches a shell our arguments.

use std::process::ExitCode;

use clap::CommandFactory;
use clap_complete::Shell;

use crate::arguments::Arguments;
use crate::output::Screen;

pub(crate) fn run(shell: Shell, screen: &Screen) -> anyhow::Result<ExitCode> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Arguments::command(), "fishplate", &mut script);
    screen.results(&String::from_utf8_lossy(&script))?;
    Ok(ExitCode::SUCCESS)
}

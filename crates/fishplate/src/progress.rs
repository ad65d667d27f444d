//! Progress of long work on standard error: drawn on a terminal, silent anywhere else.

use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// A line that says what is being done, with the part that is done when that is known.
pub(crate) struct Line {
    bar: ProgressBar,
}

impl Line {
    /// A new line; nothing is drawn before its first step.
    pub(crate) fn new() -> Self {
        let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr());
        // The two templates are constants that hold no unknown key.
        if let Ok(style) = ProgressStyle::with_template("{spinner} {elapsed} {wide_msg}") {
            bar.set_style(style);
        }
        Self { bar }
    }

    /// Says what is being done now.
    pub(crate) fn say(&self, text: &str) {
        self.bar.enable_steady_tick(Duration::from_millis(200));
        self.bar.set_message(crate::output::shown(text));
    }

    /// Takes the line away again.
    pub(crate) fn clear(&self) {
        self.bar.finish_and_clear();
    }

    /// Shows the part that is done.
    fn part(&self, done: u64, total: u64) {
        if self.bar.length() != Some(total) {
            if let Ok(style) =
                ProgressStyle::with_template("{bar:20} {percent}% {elapsed} {wide_msg}")
            {
                self.bar.set_style(style);
            }
            self.bar.set_length(total);
        }
        self.bar.set_position(done);
    }
}

impl Drop for Line {
    fn drop(&mut self) {
        self.clear();
    }
}

impl fishplate_lab::Progress for Line {
    fn step(&self, text: &str) {
        self.say(text);
    }

    fn fraction(&self, done: u64, total: u64) {
        self.part(done, total);
    }
}

impl fishplate_cases::Progress for Line {
    fn step(&self, text: &str) {
        self.say(text);
    }

    fn fraction(&self, done: u64, total: u64) {
        self.part(done, total);
    }
}

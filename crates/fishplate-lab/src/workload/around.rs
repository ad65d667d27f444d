//! `[around]` of a workload: what makes one timed call of many calls of the function.
//!
//! The wrapper itself is Python and stands in `drive.py` (see `worker/around.py`); here is what
//! the lab must know of it.

use fishplate_model::Function;
use serde::Deserialize;

use super::Workload;
use crate::Depth;
use crate::hand::Functions;

/// What the lab must know of a workload's wrapper.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Around {
    /// The C functions that do in C what the wrapper does in Python; a case without one has no
    /// row of native code.
    pub(crate) native: Option<Functions>,
    /// What the time of a row is the time of, such as `item`: it is not a call's, and nobody must
    /// take it for one.
    pub(crate) per: String,
    /// The clock that calls are timed by.
    #[serde(default)]
    pub(crate) clock: AroundClock,
}

/// The clock that the calls of a workload are timed by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum AroundClock {
    /// The clock on the wall for short calls, the processor time of the thread for long ones.
    #[default]
    Thread,
    /// The clock on the wall: threads or processes share the work.
    Wall,
}

impl Workload {
    /// Whether calls are timed by the clock on the wall, however long they take.
    pub(crate) fn is_wall_clock(&self) -> bool {
        let clock = self.around.as_ref().map(|around| around.clock);
        clock == Some(AroundClock::Wall)
    }

    /// How many processes time it.
    ///
    /// Work that is shared takes milliseconds, which the layout of the memory does not move;
    /// half as many processes say as much.
    pub(crate) fn processes(&self, depth: Depth) -> u32 {
        if self.is_wall_clock() {
            depth.processes() / 2
        } else {
            depth.processes()
        }
    }

    /// The C function that the native row of each case calls; none where it has no such row.
    ///
    /// # Errors
    /// The name of a function that is not declared.
    pub(crate) fn natives<'i>(
        &self,
        declared: &'i [Function],
    ) -> Result<Vec<Option<&'i Function>>, String> {
        let of = |function: &str| {
            let name = match &self.around {
                None => Some(function),
                Some(around) => around.native.as_ref().and_then(|names| names.of(function)),
            };
            let find = |name: &str| {
                let found = declared.iter().find(|one| one.name == name);
                found.ok_or_else(|| name.to_owned())
            };
            name.map(find).transpose()
        };
        self.cases.iter().map(|case| of(&case.function)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workloads;

    #[test]
    fn a_drive_has_a_wrapper_exactly_where_the_workload_says_so() {
        for workload in workloads().unwrap() {
            let has_wrapper = workload.text("drive.py").contains("\ndef around(");
            assert_eq!(has_wrapper, workload.around.is_some(), "{}", workload.name);
        }
    }

    #[test]
    fn the_native_row_of_a_wrapper_calls_a_function_of_its_own() {
        let all = workloads().unwrap();
        let mut batch = (all.into_iter())
            .find(|workload| {
                workload
                    .around
                    .as_ref()
                    .is_some_and(|one| one.native.is_some())
            })
            .unwrap();
        let missing = batch.natives(&[]).unwrap_err();
        assert_ne!(missing, batch.cases[0].function);
        batch.around = Some(toml::from_str("per = 'item'").unwrap());
        assert_eq!(batch.natives(&[]), Ok(vec![None]));
        batch.around = None;
        assert_eq!(batch.natives(&[]), Err(batch.cases[0].function.clone()));
    }

    #[test]
    fn a_wrapper_says_what_its_times_are_the_time_of() {
        let read = |text: &str| toml::from_str::<Around>(text).map_err(|error| error.to_string());
        assert_eq!(read("per = 'item'").unwrap().clock, AroundClock::Thread);
        let wall = read("per = 'pass'\nclock = 'wall'\nnative = 'f'").unwrap();
        assert_eq!(wall.clock, AroundClock::Wall);
        assert_eq!(wall.native.unwrap().of("any"), Some("f"));
        assert!(read("clock = 'wall'").unwrap_err().contains("per"));
        assert!(
            read("per = 'x'\nclock = 'sun'")
                .unwrap_err()
                .contains("sun")
        );
    }
}

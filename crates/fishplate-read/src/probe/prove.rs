//! Asks the compiler all that it is asked of some headers, in as few compiles as that takes.
//!
//! Nearly all of a compile's time goes into the headers themselves, so constants and layouts are
//! asked together, and the list of functions is a by-product.

use fishplate_model::Interface;

use super::compile::Prober;
use super::{constants, layouts};
use crate::ReadError;
use crate::c_header::MacroCandidate;

impl Prober {
    /// Puts the compiler's word on layouts, functions and constants into an interface.
    pub(crate) fn prove(
        &self,
        macros: &[MacroCandidate],
        owned_files: &[String],
        interface: &mut Interface,
        notes: &mut Vec<String>,
    ) -> Result<(), ReadError> {
        let constants = constants::Questions::new(macros);
        let layouts = layouts::Questions::new(interface);
        // The layouts come last: the names of fields are no macros from there on.
        let groups = [&constants.values, &constants.texts, &layouts.probes];
        let (mut answers, trouble) = self.answers(&groups)?;
        let [values, texts, laid_out] = {
            let mut first = 0;
            groups.map(|group| {
                let part = answers.part(first, group.probes.len());
                first += group.probes.len();
                part
            })
        };
        layouts.take(self, &laid_out, trouble.as_deref(), interface, notes);
        self.check_functions(owned_files, interface, notes)?;
        interface.constants = constants.take(self, &values, &texts, trouble.as_deref(), notes)?;
        Ok(())
    }
}

//! Whether rows copy what they are given: what is seen of it, and what that means.
//!
//! An address that arrives at the kernel decides. Where none does, the memory decides that a
//! call on large arrays takes.

use std::collections::BTreeMap;

use fishplate_model::{CopyEvidence, CopyProof};

use super::Session;
use crate::field::{Contestant, State};
use crate::job::{Event, Source};
use crate::record::RowKey;
use crate::{InputForm, LabError};

/// What a page holds, where no peak could be read.
const PAGE_BYTES: u64 = 4096;
/// Less than this says nothing: an allocator may have had the room.
const TELLING_BYTES: u64 = 16 << 20;

/// What an event of memory says: the extra peak, and all that was seen.
pub(super) fn memory(event: &Event) -> Option<(Option<f64>, CopyProof)> {
    let Event::Memory {
        extra_bytes,
        page_faults,
        input_bytes,
        ..
    } = event
    else {
        return None;
    };
    let seen = CopyProof {
        extra_peak_bytes: *extra_bytes,
        page_faults: Some(*page_faults),
        input_bytes: Some(*input_bytes),
        ..CopyProof::default()
    };
    Some((extra_bytes.map(|bytes| bytes as f64), seen))
}

/// A proof with what was seen of memory; the larger peak of several is kept.
pub(super) fn with_memory(proof: Option<CopyProof>, seen: CopyProof) -> CopyProof {
    let mut proof = proof.unwrap_or_default();
    if seen.input_bytes > proof.input_bytes || seen.extra_peak_bytes > proof.extra_peak_bytes {
        proof.extra_peak_bytes = seen.extra_peak_bytes;
        proof.page_faults = seen.page_faults;
        proof.input_bytes = seen.input_bytes;
    }
    if proof.by == CopyEvidence::NotSeen && by_memory(&proof).is_some() {
        proof.by = CopyEvidence::Memory;
    }
    proof
}

/// What a proof says.
pub(crate) fn copied(proof: &CopyProof) -> Option<bool> {
    match proof.by {
        CopyEvidence::Address => proof.same_address.map(|is_same| !is_same),
        CopyEvidence::Memory => by_memory(proof),
        CopyEvidence::NoMemoryGiven | CopyEvidence::OwnObjects | CopyEvidence::NotSeen => None,
    }
}

/// A copy takes as much as its array, or half where it is narrower; a view takes next to nothing.
fn by_memory(proof: &CopyProof) -> Option<bool> {
    let input = proof.input_bytes.filter(|bytes| *bytes >= TELLING_BYTES)?;
    let pages = proof.page_faults.map(|pages| pages * PAGE_BYTES);
    let taken = proof.extra_peak_bytes.or(pages)?;
    Some(taken >= input / 4)
}

impl Session<'_> {
    /// Looks for copies in every row that takes arrays or texts.
    pub(crate) fn prove_copies(&mut self) -> Result<(), LabError> {
        let first = self.field.workload.steps().first().copied();
        let takes_memory = |key: RowKey| {
            let case = self.field.workload.cases.get(key.case);
            let mut specs = case.into_iter().flat_map(|case| &case.arguments);
            specs.any(|(_, spec)| spec.has_memory())
        };
        let is_wanted = |_: &Contestant, key: RowKey| Some(key.size) == first && takes_memory(key);
        let mut copies = self.job("copies", 0, is_wanted, None);
        if let Some(probe) = &self.field.probe {
            copies.kernel = Some(&probe.library);
            copies.probe = Some(&probe.functions);
        }
        let mut events = self.proof(&copies)?;
        // Rows that are alone in a process are measured there, at their own size. Where something
        // is put around a function, what takes memory may be that.
        let is_shared = |one: &Contestant, key: RowKey| {
            let workload = &self.field.workload;
            is_wanted(one, key) && !workload.is_isolated(key.size) && workload.around.is_none()
        };
        events.extend(self.proof(&self.job("memory", 0, is_shared, None))?);
        let proofs = self.proofs(&events);
        let given: BTreeMap<RowKey, bool> = (self.records.keys())
            .map(|key| (*key, takes_memory(*key)))
            .collect();
        for (key, record) in &mut self.records {
            let found = proofs.get(&(key.case, key.contestant)).cloned();
            let is_given = given.get(key).copied().unwrap_or(false);
            record.proof = Some(match found {
                _ if !is_given => CopyProof {
                    by: CopyEvidence::NoMemoryGiven,
                    ..CopyProof::default()
                },
                Some(proof) => proof,
                None => CopyProof::default(),
            });
        }
        Ok(())
    }

    /// The proofs by case and contestant: nothing of them depends on the size.
    fn proofs(&self, events: &[Event]) -> BTreeMap<(usize, usize), CopyProof> {
        let keys = self.keys_by_id();
        let mut proofs: BTreeMap<(usize, usize), CopyProof> = BTreeMap::new();
        for event in events {
            let (Event::Addresses { row, .. } | Event::Memory { row, .. }) = event else {
                continue;
            };
            let Some(key) = keys.get(row) else {
                continue;
            };
            let place = (key.case, key.contestant);
            let proof = proofs.entry(place).or_default();
            if let Event::Addresses { same, .. } = event {
                proof.same_address = *same;
                proof.by = match same {
                    Some(_) => CopyEvidence::Address,
                    None if self.has_own_objects(*key) => CopyEvidence::OwnObjects,
                    None => CopyEvidence::NotSeen,
                };
            } else if let Some((_, seen)) = memory(event) {
                *proof = with_memory(Some(proof.clone()), seen);
            }
        }
        proofs
    }

    /// Whether a row is Python on lists.
    fn has_own_objects(&self, key: RowKey) -> bool {
        let contestant = self.field.contestants.get(key.contestant);
        contestant.is_some_and(|one| {
            let source = one.states.get(key.case);
            let is_drive = matches!(source, Some(Some(State::Ready(Source::Drive { .. }))));
            is_drive && one.inputs == InputForm::Builtin
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event(extra_bytes: Option<u64>, page_faults: u64, input_bytes: u64) -> Event {
        Event::Memory {
            row: "r".into(),
            extra_bytes,
            page_faults,
            input_bytes,
        }
    }

    fn judged(extra_bytes: Option<u64>, page_faults: u64, input_bytes: u64) -> Option<bool> {
        let seen = memory(&event(extra_bytes, page_faults, input_bytes))
            .unwrap()
            .1;
        copied(&with_memory(None, seen))
    }

    #[test]
    fn memory_decides_where_arrays_are_large_enough_to_tell() {
        let large = 48 << 20;
        assert_eq!(judged(Some(large), 12, large), Some(true));
        assert_eq!(judged(Some(large / 2), 12, large), Some(true));
        assert_eq!(judged(Some(4096), 12, large), Some(false));
        // With large pages a copy is a few faults: they decide only where there is no peak.
        assert_eq!(judged(None, large / PAGE_BYTES, large), Some(true));
        assert_eq!(judged(None, 3, large), Some(false));
        assert_eq!(judged(Some(1 << 20), 300, 1 << 20), None);
    }

    #[test]
    fn an_address_decides_before_memory() {
        let proof = |is_same| CopyProof {
            by: CopyEvidence::Address,
            same_address: Some(is_same),
            ..CopyProof::default()
        };
        let seen = |bytes| memory(&event(Some(bytes), 0, 48 << 20)).unwrap().1;
        let found = with_memory(Some(proof(true)), seen(48 << 20));
        assert_eq!(
            (copied(&found), found.extra_peak_bytes),
            (Some(false), Some(48 << 20))
        );
        assert_eq!(
            copied(&with_memory(Some(proof(false)), seen(0))),
            Some(true)
        );
        assert_eq!(copied(&CopyProof::default()), None);
    }
}

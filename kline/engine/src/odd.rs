//! Numbers as they were given, where something else is drawn: a list that is empty for honest data.

/// One of them, by its row.
#[derive(Clone, Copy, Debug)]
struct Odd<T> {
    at: u16,
    given: T,
}

/// All of a chunk, in the order of rows.
#[derive(Clone, Debug)]
pub(crate) struct OddRows<T>(Vec<Odd<T>>);

impl<T> Default for OddRows<T> {
    fn default() -> Self {
        OddRows(Vec::new())
    }
}

impl<T: Copy> OddRows<T> {
    /// Notes what was given in a row behind all that are noted; a chunk has less than 65,536.
    pub(crate) fn push(&mut self, at: usize, given: T) {
        let at = at as u16;
        self.0.push(Odd { at, given });
    }

    /// Forgets row `at`, if it is the last.
    pub(crate) fn pop(&mut self, at: usize) {
        if self.0.last().is_some_and(|odd| usize::from(odd.at) == at) {
            self.0.pop();
        }
    }

    /// What was given in a row.
    pub(crate) fn find(&self, at: usize) -> Option<T> {
        let place = self.0.binary_search_by_key(&at, |odd| usize::from(odd.at));
        place
            .ok()
            .and_then(|place| self.0.get(place))
            .map(|odd| odd.given)
    }

    /// All from row `from` on.
    pub(crate) fn from(&self, from: usize) -> impl Iterator<Item = &T> {
        let noted = self.0.iter();
        noted
            .filter(move |odd| usize::from(odd.at) >= from)
            .map(|odd| &odd.given)
    }

    pub(crate) fn bytes(&self) -> usize {
        self.0.capacity() * size_of::<Odd<T>>()
    }
}

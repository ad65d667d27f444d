//! Does pieces of work side by side, and the first failure ends all.

use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;

/// Gives what `work` makes of each item, in their order, on so many threads.
///
/// # Errors
/// The first error that came; no further piece is begun after it.
pub(crate) fn side_by_side<T: Sync, R: Send, E: Send>(
    items: &[T],
    threads: usize,
    work: impl Fn(&T) -> Result<R, E> + Sync,
) -> Result<Vec<R>, E> {
    let next = AtomicUsize::new(0);
    let has_failed = AtomicBool::new(false);
    let results = Mutex::new(Vec::new());
    thread::scope(|scope| {
        for _ in 0..threads.clamp(1, items.len().max(1)) {
            scope.spawn(|| {
                while !has_failed.load(Ordering::SeqCst) {
                    let index = next.fetch_add(1, Ordering::SeqCst);
                    let Some(item) = items.get(index) else { break };
                    let result = work(item);
                    has_failed.fetch_or(result.is_err(), Ordering::SeqCst);
                    if let Ok(mut results) = results.lock() {
                        results.push((index, result));
                    }
                }
            });
        }
    });
    let mut results = results.into_inner().unwrap_or_default();
    results.sort_by_key(|(index, _)| *index);
    results.into_iter().map(|(_, result)| result).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_come_in_the_order_of_the_items() {
        let items: Vec<u32> = (0..100).collect();
        let done: Result<Vec<u32>, ()> = side_by_side(&items, 8, |item| Ok(item * 2));
        assert_eq!(
            done.unwrap(),
            items.iter().map(|item| item * 2).collect::<Vec<_>>()
        );
    }

    #[test]
    fn after_an_error_nothing_more_is_begun() {
        let begun = AtomicUsize::new(0);
        let items: Vec<usize> = (0..1000).collect();
        let done: Result<Vec<()>, usize> = side_by_side(&items, 2, |item| {
            begun.fetch_add(1, Ordering::SeqCst);
            if *item == 3 { Err(*item) } else { Ok(()) }
        });
        assert_eq!(done, Err(3));
        assert!(begun.into_inner() < 1000);
    }

    #[test]
    fn nothing_to_do_is_done() {
        let done: Result<Vec<()>, ()> = side_by_side(&[] as &[u8], 4, |_| Ok(()));
        assert_eq!(done, Ok(Vec::new()));
    }
}

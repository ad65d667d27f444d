//! Where the cache is: the one folder that fishplate writes to outside the user's own.

use std::env;
use std::path::PathBuf;

use super::error::{EnvironmentError, failure};

/// The folder for everything that fishplate keeps between runs: `FISHPLATE_CACHE_DIR`, else
/// `fishplate` in `XDG_CACHE_HOME`, else `.cache/fishplate` in the home folder.
///
/// # Errors
/// When none of the three is set.
pub fn cache_folder() -> Result<PathBuf, EnvironmentError> {
    choose_cache(|name| {
        env::var_os(name)
            .filter(|value| !value.is_empty())
            .map(PathBuf::from)
    })
}

fn choose_cache(variable: impl Fn(&str) -> Option<PathBuf>) -> Result<PathBuf, EnvironmentError> {
    if let Some(folder) = variable("FISHPLATE_CACHE_DIR") {
        return std::path::absolute(&folder).map_err(|source| failure(&folder, &folder, source));
    }
    // A relative XDG_CACHE_HOME is to be ignored (XDG Base Directory Specification, "Environment variables").
    let base = variable("XDG_CACHE_HOME")
        .filter(|folder| folder.is_absolute())
        .or_else(|| variable("HOME").map(|home| home.join(".cache")))
        .ok_or(EnvironmentError::NoCache)?;
    Ok(base.join("fishplate"))
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    fn variables<'a>(set: &'a [(&'a str, &'a str)]) -> impl Fn(&str) -> Option<PathBuf> + 'a {
        |name| {
            set.iter()
                .find(|(known, _)| *known == name)
                .map(|(_, value)| value.into())
        }
    }

    #[test]
    fn the_cache_follows_its_variables_in_order() {
        let all = [
            ("FISHPLATE_CACHE_DIR", "/c"),
            ("XDG_CACHE_HOME", "/x"),
            ("HOME", "/h"),
        ];
        assert_eq!(choose_cache(variables(&all)).unwrap(), Path::new("/c"));
        assert_eq!(
            choose_cache(variables(&all[1..])).unwrap(),
            Path::new("/x/fishplate")
        );
        assert_eq!(
            choose_cache(variables(&all[2..])).unwrap(),
            Path::new("/h/.cache/fishplate")
        );
        assert!(matches!(
            choose_cache(variables(&[])),
            Err(EnvironmentError::NoCache)
        ));
    }

    #[test]
    fn a_relative_xdg_folder_is_passed_over() {
        let set = [("XDG_CACHE_HOME", "x"), ("HOME", "/h")];
        assert_eq!(
            choose_cache(variables(&set)).unwrap(),
            Path::new("/h/.cache/fishplate")
        );
    }
}

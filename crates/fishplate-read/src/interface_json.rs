//! Reads an [`Interface`] back from the JSON that `fishplate dump` writes.

use fishplate_model::{INTERFACE_VERSION, Interface};
use serde::Deserialize;

use crate::ReadError;

#[derive(Deserialize)]
struct Versioned {
    version: Option<u32>,
}

/// Reads an interface from its JSON form.
///
/// # Errors
/// `ReadError::Interface` if it is not JSON, has another version, or lacks something.
pub fn load_interface(json: &str) -> Result<Interface, ReadError> {
    let again = "write it again with `fishplate dump HEADER`";
    // The version is looked at first: a file of another version may lack any other key.
    let head: Versioned = serde_json::from_str(json)
        .map_err(|error| ReadError::Interface(format!("it is not JSON ({error}); {again}")))?;
    match head.version {
        Some(INTERFACE_VERSION) => serde_json::from_str(json).map_err(|error| {
            ReadError::Interface(format!(
                "it does not fit version {INTERFACE_VERSION} ({error}); {again}"
            ))
        }),
        Some(other) => Err(ReadError::Interface(format!(
            "it has version {other}, and this fishplate reads version {INTERFACE_VERSION}; {again}"
        ))),
        None => Err(ReadError::Interface(format!(
            "it has no `version`; {again}"
        ))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_version_is_named_with_the_way_out() {
        let error = load_interface(r#"{"version": 99}"#)
            .unwrap_err()
            .to_string();
        assert!(
            error.contains("version 99") && error.contains("fishplate dump"),
            "{error}"
        );
    }

    #[test]
    fn what_is_no_interface_is_refused() {
        for text in [
            "",
            "[]",
            "{}",
            "{\"version\":1}",
            "\u{0}",
            "{\"version\":\"1\"}",
        ] {
            assert!(load_interface(text).is_err(), "{text:?}");
        }
    }
}

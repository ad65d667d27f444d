//! The platforms that a project may support, beside the one that fishplate runs on.

use serde::{Deserialize, Serialize};

/// A platform that headers can be read for anywhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Platform {
    /// Linux with glibc on x86-64.
    #[serde(rename = "x86_64-linux")]
    X86_64Linux,
    /// Linux with glibc on 64-bit ARM.
    #[serde(rename = "aarch64-linux")]
    Aarch64Linux,
    /// Windows on x86-64, with Microsoft's compiler.
    #[serde(rename = "x86_64-windows")]
    X86_64Windows,
    /// macOS on Apple silicon.
    #[serde(rename = "aarch64-macos")]
    Aarch64Macos,
}

impl Platform {
    /// Every platform.
    pub const ALL: [Self; 4] = [
        Self::X86_64Linux,
        Self::Aarch64Linux,
        Self::X86_64Windows,
        Self::Aarch64Macos,
    ];

    /// Its name on the command line.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::X86_64Linux => "x86_64-linux",
            Self::Aarch64Linux => "aarch64-linux",
            Self::X86_64Windows => "x86_64-windows",
            Self::Aarch64Macos => "aarch64-macos",
        }
    }

    /// Its triple as clang names it.
    #[must_use]
    pub fn triple(self) -> &'static str {
        match self {
            Self::X86_64Linux => "x86_64-unknown-linux-gnu",
            Self::Aarch64Linux => "aarch64-unknown-linux-gnu",
            Self::X86_64Windows => "x86_64-pc-windows-msvc",
            Self::Aarch64Macos => "arm64-apple-macosx11.0.0",
        }
    }

    /// The platform that this program runs on, where it is one of them.
    #[must_use]
    pub fn host() -> Option<Self> {
        let is_host = |platform: &Self| {
            let name = format!("{}-{}", std::env::consts::ARCH, std::env::consts::OS);
            platform.name() == name
        };
        Self::ALL.into_iter().find(is_host)
    }
}

/// A name that is no platform.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{name}` is no target; choose from: {}", Platform::ALL.map(Platform::name).join(", "))]
pub struct UnknownPlatform {
    name: String,
}

impl std::str::FromStr for Platform {
    type Err = UnknownPlatform;

    fn from_str(name: &str) -> Result<Self, UnknownPlatform> {
        let named = |platform: &Self| platform.name() == name || platform.triple() == name;
        let unknown = || UnknownPlatform {
            name: name.to_owned(),
        };
        Self::ALL.into_iter().find(named).ok_or_else(unknown)
    }
}
